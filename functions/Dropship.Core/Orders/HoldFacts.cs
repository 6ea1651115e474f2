namespace Dropship.Core.Orders;

/// <summary>Why something waits, in a form that can be said in any language.</summary>
/// <param name="All">The facts, in the order in which they are said.</param>
public sealed record HoldFacts(IReadOnlyList<HoldFact> All)
{
    public bool Equals(HoldFacts? other) => other is not null && All.SequenceEqual(other.All);

    public override int GetHashCode() => All.Count;
}
