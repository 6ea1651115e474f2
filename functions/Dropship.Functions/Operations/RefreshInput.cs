using System.Globalization;
using Dropship.Core;

namespace Dropship.Functions.Operations;

/// <summary>Orders that are to be read again.</summary>
/// <param name="Who">Who wants it.</param>
/// <param name="Account">The store account.</param>
/// <param name="Orders">Their ids or numbers.</param>
public sealed record RefreshInput(string Who, string Account, IReadOnlyList<string> Orders)
{
    /// <summary>So many at once at the most.</summary>
    public const int Most = 200;

    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Check()
    {
        var problems = new PersonInput(Who).Check().ToList();
        if (!AccountIds.IsValid(Account))
        {
            problems.Add($"account: must be {AccountIds.Rule}.");
        }

        if (Orders is not { Count: > 0 and <= Most } || Orders.Any(string.IsNullOrWhiteSpace))
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"orders: must be from 1 to {Most} ids or numbers of orders."));
        }

        return problems;
    }
}
