namespace Dropship.Core.Ports;

/// <summary>Keeps one row for each purchase, by its supplier, so that a supplier's record needs no look at the orders.</summary>
public interface ISupplierCases
{
    /// <summary>What was counted of a supplier last; null when nothing was, or when a case with a fault was written since.</summary>
    Task<SupplierTally?> FindTallyAsync(string supplierId, CancellationToken cancellationToken);

    /// <summary>Keeps what was counted.</summary>
    Task KeepTallyAsync(SupplierTally tally, CancellationToken cancellationToken);

    /// <summary>Writes a case; the same again changes nothing, and no fault that was noted is taken away.</summary>
    Task NoteAsync(SupplierCase one, CancellationToken cancellationToken);

    /// <summary>A supplier's cases that were placed since a moment.</summary>
    IAsyncEnumerable<SupplierCase> ListAsync(string supplierId, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>All cases that were placed since a moment.</summary>
    IAsyncEnumerable<SupplierCase> ListAllAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Removes those that were placed before a moment.</summary>
    /// <returns>How many went with each step, perhaps none. It goes on for as long as it is read.</returns>
    IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset placedBefore, CancellationToken cancellationToken);
}
