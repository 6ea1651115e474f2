using System.Collections.Concurrent;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>The histories of accounts in memory.</summary>
public sealed class MemoryAccountEvents : IAccountEvents
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<AccountEvent>> _histories = new(StringComparer.Ordinal);

    public Task AddAsync(string account, IReadOnlyList<AccountEvent> events, CancellationToken cancellationToken)
    {
        _histories.AddOrUpdate(account, _ => events, (_, known) => [.. known.Concat(events).TakeLast(IAccountEvents.Most)]);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AccountEvent>> ReadAsync(string account, CancellationToken cancellationToken) =>
        Task.FromResult(_histories.GetValueOrDefault(account, []));
}
