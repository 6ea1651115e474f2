using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Reads orders from a store's platform.</summary>
public sealed class StoreOrderReader(IStorePlatforms platforms, StoreChangeQueue changes, PullOptions options)
{
    /// <summary>Whether the account's platform is installed.</summary>
    public bool CanRead(StoreAccount account) => platforms.Find(account.Platform) is not null;

    /// <summary>How far a pull looks back behind the cursor.</summary>
    public TimeSpan OverlapOf(StoreAccount account) => options.OverlapFor(platforms.Require(account).Capabilities);

    /// <summary>How many orders are worth asking for together.</summary>
    public int BatchOf(StoreAccount account) =>
        platforms.Require(account).Capabilities.OrdersPerRead is > 1 and var together ? together : options.ReadsAtOnce;

    public Task<CallResult<StoreOrderPage>> ListAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    ) => platforms.Require(account).ListChangedOrdersAsync(account, from, until, page, cancellationToken);

    public Task<CallResult<StoreOrderReading>> ReadOnceAsync(StoreAccount account, string id, CancellationToken cancellationToken) =>
        platforms.Require(account).ReadOrderAsync(account, id, cancellationToken);

    /// <summary>Reads the orders that a listing only says changed, each as <see cref="ReadAsync"/> does.</summary>
    /// <returns>A result for each, in their order.</returns>
    public async Task<IReadOnlyList<CallResult<StoreOrderReading?>>> ReadAllAsync(
        StoreAccount account,
        IReadOnlyList<StoreOrderReading> changed,
        CancellationToken cancellationToken
    )
    {
        var platform = platforms.Require(account);
        var read = await Task.WhenAll(
            changed
                .Select(reading => reading.StoreOrderId)
                .Chunk(platform.Capabilities.OrdersPerRead)
                .Select(ids => platform.ReadOrdersAsync(account, ids, cancellationToken))
        );
        return await Task.WhenAll(
            changed.Zip(read.SelectMany(results => results), (reading, result) => JudgeAsync(account, reading, result, cancellationToken))
        );
    }

    /// <summary>Reads an order for taking in: null when the store has it no more, a malformed reading when the store answers and the order
    /// cannot be made out.</summary>
    public async Task<CallResult<StoreOrderReading?>> ReadAsync(
        StoreAccount account,
        string id,
        DateTimeOffset changedAt,
        CancellationToken cancellationToken
    )
    {
        var read = await ReadOnceAsync(account, id, cancellationToken);
        return await JudgeAsync(account, StoreOrderReading.Changed(id, changedAt), read, cancellationToken);
    }

    private async Task<CallResult<StoreOrderReading?>> JudgeAsync(
        StoreAccount account,
        StoreOrderReading changed,
        CallResult<StoreOrderReading> read,
        CancellationToken cancellationToken
    )
    {
        if (read.Problem?.Kind == ProblemKind.Unreadable)
        {
            // One garbled reply does not make a malformed order.
            read = await ReadOnceAsync(account, changed.StoreOrderId, cancellationToken);
        }

        if (read.IsSuccess)
        {
            return CallResult.Success<StoreOrderReading?>(read.Value);
        }

        if (read.Problem.Meaning == RefusalMeaning.NotFound)
        {
            return CallResult.Success<StoreOrderReading?>(null);
        }

        if (read.Problem.Kind is not (ProblemKind.Unreadable or ProblemKind.Rejected))
        {
            return read.As<StoreOrderReading?>();
        }

        if (read.Problem.Kind == ProblemKind.Unreadable)
        {
            // The order is held, and continues automatically when the store's replies can be read again.
            await changes.ParkAsync(new OrderKey(account.Id, changed.StoreOrderId), null, cancellationToken);
        }

        return CallResult.Success<StoreOrderReading?>(changed with { Problem = read.Problem.ToString() });
    }
}
