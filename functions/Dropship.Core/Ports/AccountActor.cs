using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>Who does something with an account, and why.</summary>
/// <param name="Who">As in an order's history: <c>system</c>, <c>store</c>, <c>operator</c>, or <c>person:</c> with a name.</param>
/// <param name="Why">The reason, in words; null when none was given.</param>
public sealed record AccountActor(string Who, string? Why = null)
{
    /// <summary>An operator who gave no name.</summary>
    public static AccountActor Operator { get; } = new(Actor.Operator);

    /// <summary>The app itself.</summary>
    public static AccountActor System(string why) => new(Actor.System, why);
}
