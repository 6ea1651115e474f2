namespace Dropship.Functions.Operations;

/// <summary>Whether goods arrived at the forwarder.</summary>
/// <param name="Who">The person's name.</param>
/// <param name="HasArrived">Whether they are there.</param>
/// <param name="Reference">The purchase order, or the waybill of one of its parcels; left out for all of the order that waits.</param>
/// <param name="Why">What is to be said of it.</param>
public sealed record ArrivalInput(string Who, bool HasArrived = true, string? Reference = null, string Why = "")
{
    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Check() => new PersonInput(Who, Why).Check();
}
