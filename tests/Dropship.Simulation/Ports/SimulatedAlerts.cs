using System.Globalization;
using Dropship.Core.Ports;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Alerts in memory: as in the tables, raising is an insert and then a message, and each of the two may be the last that is
/// done.</summary>
internal sealed class SimulatedAlerts(Wire wire, Scheduler scheduler, IWorkQueues queues, Promises promises) : IAlerts
{
    private static readonly TimeSpan s_collectFor = TimeSpan.FromMinutes(2);
    private readonly SortedDictionary<AlertKey, Alert> _open = new(
        Comparer<AlertKey>.Create((left, right) => string.CompareOrdinal(left.ToString(), right.ToString()))
    );
    private static readonly TimeSpan s_claimFor = TimeSpan.FromSeconds(90);
    private int _version;

    public IReadOnlyDictionary<AlertKey, Alert> Open => _open;

    public async Task RaiseAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        var isToBeMailed = await wire.StoreAsync(
            "raise",
            notice.Key.ToString(),
            () =>
            {
                promises.OnText("an alert", $"{notice.Subject} {notice.Detail}");
                if (_open.TryGetValue(notice.Key, out var known))
                {
                    return known.MailedAt is null;
                }

                _open[notice.Key] = new Alert
                {
                    Notice = notice,
                    RaisedAt = scheduler.Now,
                    Version = Next(),
                };
                return true;
            }
        );
        if (isToBeMailed)
        {
            await queues.SendAlertAsync(notice.Key, s_collectFor, cancellationToken);
        }
    }

    public Task ResolveAsync(AlertKey key, CancellationToken cancellationToken) =>
        wire.StoreAsync("resolve", key.ToString(), () => _open.Remove(key));

    public Task<bool> SettleAsync(AlertKey key, string who, string why, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody settles alerts here.");

    public Task<IReadOnlyList<Alert>> ListOpenAsync(CancellationToken cancellationToken) =>
        wire.StoreAsync("list alerts", string.Empty, () => (IReadOnlyList<Alert>)[.. _open.Values]);

    public Task<Alert?> FindAsync(AlertKey key, CancellationToken cancellationToken) =>
        wire.StoreAsync("find alert", key.ToString(), () => _open.GetValueOrDefault(key));

    public Task<bool> TryClaimAsync(Alert alert, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "claim alert",
            alert.Notice.Key.ToString(),
            () =>
            {
                if (
                    !_open.TryGetValue(alert.Notice.Key, out var known)
                    || known.Version != alert.Version
                    || known.ClaimedAt + s_claimFor > scheduler.Now
                )
                {
                    return false;
                }

                _open[alert.Notice.Key] = alert with { ClaimedAt = scheduler.Now, Version = Next() };
                return true;
            }
        );

    public Task MarkToldAsync(Alert alert, IReadOnlyCollection<string> readers, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "alert told",
            alert.Notice.Key.ToString(),
            () =>
            {
                if (_open.TryGetValue(alert.Notice.Key, out var known) && known.Version == alert.Version)
                {
                    _open[alert.Notice.Key] = alert with
                    {
                        ToldTo = [.. alert.ToldTo.Union(readers, StringComparer.Ordinal)],
                        Version = Next(),
                    };
                }

                return true;
            }
        );

    public Task MarkMailedAsync(Alert alert, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "alert mailed",
            alert.Notice.Key.ToString(),
            () =>
            {
                if (_open.TryGetValue(alert.Notice.Key, out var known) && known.Version == alert.Version)
                {
                    _open[alert.Notice.Key] = alert with { MailedAt = scheduler.Now, Version = Next() };
                }

                return true;
            }
        );

    public Task MarkEscalatedAsync(Alert alert, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "alert escalated",
            alert.Notice.Key.ToString(),
            () =>
            {
                if (_open.TryGetValue(alert.Notice.Key, out var known) && known.Version == alert.Version)
                {
                    _open[alert.Notice.Key] = alert with { EscalatedAt = scheduler.Now, Version = Next() };
                }

                return true;
            }
        );

    private string Next() => (++_version).ToString(CultureInfo.InvariantCulture);
}
