namespace Dropship.Core.Orders;

/// <summary>A person's word that one purchase order may pass one guard.</summary>
/// <param name="Code">The guard's hold reason.</param>
/// <param name="Amount">The cost up to which it may pass; what costs more is held again.</param>
/// <param name="By">The person.</param>
/// <param name="Why">The reason given.</param>
/// <param name="At">When.</param>
public sealed record GuardWaiver(string Code, Money Amount, string By, string Why, DateTimeOffset At)
{
    public bool Is(HoldReason guard) => Code == guard.Code;
}
