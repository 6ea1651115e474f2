namespace Dropship.Sandbox.World;

/// <summary>
/// The sandbox clock measures delays only: it runs <see cref="Speed"/> times as fast as the wall clock. What the
/// services print in their replies is wall-clock time, as a caller with a clock of its own must see it.
/// </summary>
internal sealed class ClockBase : Entity
{
    public DateTimeOffset Since { get; set; }

    /// <summary>Sandbox seconds at <see cref="Since"/>.</summary>
    public double Elapsed { get; set; }

    public double Speed { get; set; } = 1;

    public double ElapsedAt(DateTimeOffset now) => Elapsed + (Math.Max(0, (now - Since).TotalSeconds) * Speed);
}
