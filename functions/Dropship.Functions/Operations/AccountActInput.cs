using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Functions.Operations;

/// <summary>Who does something with an account, and why. Both stand in the account's history; neither must be given.</summary>
public sealed record AccountActInput
{
    /// <summary>The person's name; left out for whoever has the operator's key.</summary>
    public string? Who { get; init; }

    /// <summary>The reason; left out for none.</summary>
    public string? Why { get; init; }

    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Check() => new PersonInput(Who ?? Actor.Operator, Why ?? string.Empty).Check();

    public AccountActor ToActor() => new(Who is null ? Actor.Operator : Actor.Person(Who), string.IsNullOrWhiteSpace(Why) ? null : Why);
}
