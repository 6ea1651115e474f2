using System.Collections.Concurrent;
using Azure.Data.Tables;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Accounts;

/// <summary>
/// A row for each pace, in which every instance that calls keeps a lease. An instance writes it anew while it calls and learns from it how
/// many there are; one that comes is counted by the others within <see cref="s_renewAfter"/>, one that is gone when its lease is over.
/// </summary>
internal sealed class TableRateShares(TableServiceClient tables, TimeProvider time) : IRateShares
{
    private const string Partition = "pace";
    private const int Tries = 20;

    private static readonly TimeSpan s_renewAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    private readonly string _instance = Guid.NewGuid().ToString("N");
    private readonly VersionedRows<Leases> _rows = new(
        tables.GetTableClient(TableNames.RateShares),
        leases => leases.Version,
        (leases, version) => leases with { Version = version }
    );
    private readonly ConcurrentDictionary<string, Share> _shares = new(StringComparer.Ordinal);

    public ValueTask<double> ReadAsync(string pace, CancellationToken cancellationToken)
    {
        var share = _shares.GetOrAdd(pace, _ => new Share());
        return share.Held is { } held && time.GetUtcNow() < held.RenewAt
            ? ValueTask.FromResult(held.Part)
            : RenewAsync(pace, share, cancellationToken);
    }

    private async ValueTask<double> RenewAsync(string pace, Share share, CancellationToken cancellationToken)
    {
        // One renews, the others take what it learned.
        await share.Gate.WaitAsync(cancellationToken);
        try
        {
            if (share.Held is not { } held || time.GetUtcNow() >= held.RenewAt)
            {
                held = new Held(1.0 / await RenewAsync(pace, cancellationToken), time.GetUtcNow() + s_renewAfter);
                share.Held = held;
            }

            return held.Part;
        }
        finally
        {
            share.Gate.Release();
        }
    }

    /// <returns>How many instances hold a lease, this one among them.</returns>
    private async Task<int> RenewAsync(string pace, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var now = time.GetUtcNow();
            var read = await _rows.FindAsync(Partition, TableKeys.Escape(pace), cancellationToken) ?? new Leases();
            var holders = read.Holders.Where(holder => holder.Value > now).ToDictionary(StringComparer.Ordinal);
            holders[_instance] = now + s_lease;
            if (await _rows.TrySaveAsync(Partition, TableKeys.Escape(pace), read with { Holders = holders }, cancellationToken))
            {
                return holders.Count;
            }
        }

        throw new InvalidOperationException($"The leases of {pace} are changed by others again and again.");
    }

    private sealed class Share
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public Held? Held { get; set; }
    }

    private sealed record Held(double Part, DateTimeOffset RenewAt);

    private sealed record Leases
    {
        public IReadOnlyDictionary<string, DateTimeOffset> Holders { get; init; } =
            new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

        public string? Version { get; init; }
    }
}
