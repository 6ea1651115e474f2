using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores;

/// <summary>Lists changes where the platform promises no order: the time is cut into spans that are read whole, and a span that holds too
/// much is halved. The mark of a page is where its span ends.</summary>
internal static class SpanListing
{
    /// <param name="from">Changes at or after this.</param>
    /// <param name="until">Changes before this.</param>
    /// <param name="page">The mark of the page; null for the first one.</param>
    /// <param name="longest">The longest span that may be asked for.</param>
    /// <param name="read">Reads all changes between two seconds, the second of them left out; null where there are too many. The last
    /// argument says whether the span can be cut; if not, all is to be read.</param>
    public static async Task<CallResult<StoreOrderPage>> ListAsync(
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        TimeSpan longest,
        Func<long, long, bool, CancellationToken, Task<CallResult<IReadOnlyList<StoreOrderReading>?>>> read,
        CancellationToken cancellationToken
    )
    {
        var start = page is null ? from.ToUnixTimeSeconds() : long.Parse(page, CultureInfo.InvariantCulture);
        var end = Math.Max(start + 1, until.AddTicks(TimeSpan.TicksPerSecond - 1).ToUnixTimeSeconds());
        var stop = Math.Min(end, start + (long)longest.TotalSeconds);
        while (true)
        {
            var found = await read(start, stop, stop - start > 1, cancellationToken);
            if (!found.IsSuccess)
            {
                return found.As<StoreOrderPage>();
            }

            if (found.Value is not { } readings)
            {
                stop = start + ((stop - start) / 2);
                continue;
            }

            // One that changed meanwhile is listed again in a later span; its newer time says nothing of the others in between.
            var last = DateTimeOffset.FromUnixTimeSeconds(stop - 1);
            return CallResult.Success(
                new StoreOrderPage(
                    [
                        .. readings
                            .Select(reading => reading with { UpdatedAt = reading.UpdatedAt < last ? reading.UpdatedAt : last })
                            .OrderBy(reading => reading.UpdatedAt),
                    ],
                    stop >= end ? null : stop.ToString(CultureInfo.InvariantCulture)
                )
            );
        }
    }
}
