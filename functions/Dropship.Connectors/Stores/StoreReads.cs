using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores;

/// <summary>Reads several orders with one call.</summary>
internal static class StoreReads
{
    /// <summary>Reads several orders together. Those that the reply does not tell, or tells so that they cannot be made out, are read
    /// alone: only that says whether one is gone.</summary>
    /// <param name="ids">The orders.</param>
    /// <param name="readTogether">Reads several with one call; entries that cannot be made out are null.</param>
    /// <param name="readAlone">Reads one.</param>
    /// <returns>A result for each id, in their order.</returns>
    public static async Task<IReadOnlyList<CallResult<StoreOrderReading>>> ManyAsync(
        IReadOnlyList<string> ids,
        Func<CancellationToken, Task<CallResult<IReadOnlyList<StoreOrderReading?>>>> readTogether,
        Func<string, CancellationToken, Task<CallResult<StoreOrderReading>>> readAlone,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count < 2)
        {
            return ids.Count == 0 ? [] : [await readAlone(ids[0], cancellationToken)];
        }

        var read = await readTogether(cancellationToken);
        if (read.Problem is { Kind: not (ProblemKind.Rejected or ProblemKind.Unreadable) })
        {
            return [.. ids.Select(_ => read.As<StoreOrderReading>())];
        }

        var told = (read.IsSuccess ? read.Value : [])
            .OfType<StoreOrderReading>()
            .Where(reading => !reading.IsStub)
            .DistinctBy(reading => reading.StoreOrderId)
            .ToDictionary(reading => reading.StoreOrderId, StringComparer.Ordinal);
        var results = new List<CallResult<StoreOrderReading>>(ids.Count);
        foreach (var id in ids)
        {
            results.Add(told.TryGetValue(id, out var reading) ? CallResult.Success(reading) : await readAlone(id, cancellationToken));
        }

        return results;
    }

    /// <summary>Maps one order; the reading reports what is wrong with it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="updatedAt">The time of its last change.</param>
    /// <param name="map">Maps it.</param>
    public static StoreOrderReading Map(string id, DateTimeOffset updatedAt, Func<StoreOrder> map)
    {
        var changed = StoreOrderReading.Changed(id, updatedAt);
        try
        {
            return changed with { Order = Checked(map()) };
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return changed with { Problem = exception.Message };
        }
    }

    /// <summary>An order of which no more is open than was ordered.</summary>
    /// <exception cref="UnreadableReplyException">More is, or less than nothing.</exception>
    public static StoreOrder Checked(StoreOrder order) =>
        order.Lines.FirstOrDefault(line => line.OpenQuantity < 0 || line.OpenQuantity > line.Quantity) is { } odd
            ? throw new UnreadableReplyException($"of line item {odd.LineId} {odd.OpenQuantity} of {odd.Quantity} pieces are open")
            : order;

    /// <summary>A price with more decimals than its currency has, as discounts leave it; never more than the customer pays.</summary>
    public static Money Approximate(decimal amount, string currency) =>
        Money.FromDecimal(Math.Round(amount, Currencies.Decimals(currency), MidpointRounding.ToZero), currency);

    public static CallResult<T> NoSuchOrder<T>() =>
        CallResult.Refused<T>("no-such-order", "The store has no such order.", RefusalMeaning.NotFound);
}
