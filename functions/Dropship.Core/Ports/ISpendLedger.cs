using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>Counts the spending of a day; safe for concurrent writers.</summary>
public interface ISpendLedger
{
    /// <summary>Counts an amount, unless the day's sum would go over the limit. The same entry again counts once.</summary>
    /// <param name="account">Whose sum, of which day.</param>
    /// <param name="entry">What is counted; a key of its own for each attempt to buy.</param>
    /// <param name="amount">How much.</param>
    /// <param name="limit">The most that the sum may be; null to count without a limit.</param>
    /// <returns>False when there is no room for it; then nothing is counted.</returns>
    Task<bool> TryReserveAsync(SpendAccount account, string entry, Money amount, Money? limit, CancellationToken cancellationToken);

    /// <summary>Takes an entry out of the sum; one that is not counted is left alone.</summary>
    Task GiveBackAsync(SpendAccount account, string entry, CancellationToken cancellationToken);

    /// <summary>Removes all that was counted on the days before one.</summary>
    /// <returns>How many rows went with each step, perhaps none. It goes on for as long as it is read.</returns>
    IAsyncEnumerable<int> RemoveBeforeAsync(DateOnly day, CancellationToken cancellationToken);
}
