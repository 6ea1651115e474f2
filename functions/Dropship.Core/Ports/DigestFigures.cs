namespace Dropship.Core.Ports;

/// <summary>What happened on one day.</summary>
/// <param name="Taken">Store orders that came in.</param>
/// <param name="Placed">Purchase orders that were placed.</param>
/// <param name="Paid">Purchase orders that were paid.</param>
/// <param name="Pushed">Store orders whose last tracking number the store got.</param>
/// <param name="PushedOnTime">Of these, those that had a deadline and met it.</param>
/// <param name="PushedLate">Of these, those that had a deadline and missed it.</param>
public sealed record DigestFigures(int Taken, int Placed, int Paid, int Pushed, int PushedOnTime, int PushedLate)
{
    /// <summary>The share of those with a deadline that met it, rounded down; null when none had one.</summary>
    public int? OnTimePercent => PushedOnTime + PushedLate is > 0 and var counted ? PushedOnTime * 100 / counted : null;
}
