using System.Globalization;
using Dropship.Core.Operations;
using Dropship.Core.Ports;

namespace Dropship.Trials;

/// <summary>Alerts in memory, as strict about versions as the tables; remembers each that was told.</summary>
internal sealed class MemoryAlertRows : IAlertRows
{
    private readonly Dictionary<AlertKey, Alert> _open = [];
    private int _version;

    /// <summary>Each alert when its mail was handed over, in that order.</summary>
    public List<Alert> Told { get; } = [];

    public Task<bool> TryOpenAsync(Alert alert, CancellationToken cancellationToken) =>
        Task.FromResult(_open.TryAdd(alert.Notice.Key, Stamp(alert)));

    public Task<Alert?> FindAsync(AlertKey key, CancellationToken cancellationToken) => Task.FromResult(_open.GetValueOrDefault(key));

    public Task<IReadOnlyList<Alert>> ListOpenAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Alert>>([.. _open.Values]);

    public Task<bool> TrySaveAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (_open.GetValueOrDefault(alert.Notice.Key) is not { } known || known.Version != alert.Version)
        {
            return Task.FromResult(false);
        }

        if (known.MailedAt is null && alert.MailedAt is not null)
        {
            Told.Add(alert);
        }

        _open[alert.Notice.Key] = Stamp(alert);
        return Task.FromResult(true);
    }

    public Task CloseAsync(Alert alert, CancellationToken cancellationToken)
    {
        _open.Remove(alert.Notice.Key);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<int> RemoveClosedBeforeAsync(DateOnly day, CancellationToken cancellationToken) => AsyncEnumerable.Empty<int>();

    private Alert Stamp(Alert alert) => alert with { Version = (++_version).ToString(CultureInfo.InvariantCulture) };
}
