using System.Globalization;
using System.Runtime.CompilerServices;
using Dropship.Core.Operations;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>Alerts in memory, as strict about versions as the tables; remembers what was told.</summary>
public sealed class MemoryAlertRows : IAlertRows
{
    private readonly SortedDictionary<AlertKey, Alert> _open = new(
        Comparer<AlertKey>.Create((left, right) => string.CompareOrdinal(left.ToString(), right.ToString()))
    );
    private readonly Dictionary<AlertKey, int> _raised = [];
    private readonly List<Alert> _told = [];
    private readonly List<Alert> _closed = [];
    private int _version;

    public IReadOnlyDictionary<AlertKey, Alert> Open => _open;

    /// <summary>How often each alert began.</summary>
    public IReadOnlyDictionary<AlertKey, int> Raised => _raised;

    /// <summary>Each alert when its mail was handed over, in that order.</summary>
    public IReadOnlyList<Alert> Told => _told;

    public IReadOnlyList<Alert> Closed => _closed;

    /// <summary>Called before an alert is closed; may change its order to stand for somebody who is faster.</summary>
    public Action? BeforeClose { get; set; }

    public Task<bool> TryOpenAsync(Alert alert, CancellationToken cancellationToken)
    {
        var key = alert.Notice.Key;
        if (!_open.TryAdd(key, Stamp(alert)))
        {
            return Task.FromResult(false);
        }

        _raised[key] = _raised.GetValueOrDefault(key) + 1;
        return Task.FromResult(true);
    }

    public Task<Alert?> FindAsync(AlertKey key, CancellationToken cancellationToken) => Task.FromResult(_open.GetValueOrDefault(key));

    public Task<IReadOnlyList<Alert>> ListOpenAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Alert>>([.. _open.Values]);

    public Task<bool> TrySaveAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue(alert.Notice.Key, out var known) || known.Version != alert.Version)
        {
            return Task.FromResult(false);
        }

        if (known.MailedAt is null && alert.MailedAt is not null)
        {
            _told.Add(alert);
        }

        _open[alert.Notice.Key] = Stamp(alert);
        return Task.FromResult(true);
    }

    public Task CloseAsync(Alert alert, CancellationToken cancellationToken)
    {
        BeforeClose?.Invoke();
        _closed.Add(alert);
        return Task.FromResult(_open.Remove(alert.Notice.Key));
    }

    // Closed alerts are kept by the month, and go by the month.
    public async IAsyncEnumerable<int> RemoveClosedBeforeAsync(DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var month = new DateTimeOffset(day.Year, day.Month, 1, 0, 0, 0, TimeSpan.Zero);
        yield return _closed.RemoveAll(alert => alert.ResolvedAt < month);
    }

    private Alert Stamp(Alert alert) => alert with { Version = (++_version).ToString(CultureInfo.InvariantCulture) };
}
