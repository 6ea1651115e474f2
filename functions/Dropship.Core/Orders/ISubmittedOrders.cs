namespace Dropship.Core.Orders;

/// <summary>The orders that were submitted to the app, each as it was submitted last.</summary>
public interface ISubmittedOrders
{
    Task<SubmittedOrder?> FindAsync(OrderKey key, CancellationToken cancellationToken);

    /// <summary>Writes an order: a new one when it has no version, else over that version.</summary>
    /// <returns>False when another writer was faster; then nothing is written.</returns>
    Task<bool> TrySaveAsync(SubmittedOrder order, CancellationToken cancellationToken);

    /// <summary>The orders of a store that were taken in, or changed here, in a span of time, oldest first.</summary>
    /// <param name="accountId">The store account.</param>
    /// <param name="from">At or after this.</param>
    /// <param name="until">Before this.</param>
    /// <param name="most">How many at the most.</param>
    Task<IReadOnlyList<SubmittedOrder>> ListAsync(
        string accountId,
        DateTimeOffset from,
        DateTimeOffset until,
        int most,
        CancellationToken cancellationToken
    );
}
