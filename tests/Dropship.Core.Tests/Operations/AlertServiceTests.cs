using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;
using Dropship.TestKit;

namespace Dropship.Core.Tests.Operations;

public sealed class AlertServiceTests
{
    private readonly MemoryQueues _queues = new();

    [Fact]
    public async Task A_hold_of_the_store_is_told_only_when_it_lasts_and_all_else_at_once()
    {
        var alerts = new AlertService(
            new Rows(),
            _queues,
            new PromiseMetrics(new MemoryMeters()),
            new World().Options,
            TestClock.Standing()
        );

        await alerts.RaiseAsync(
            new AlertNotice("order:shop|1:STORE_HOLD", HoldReasons.StoreHold.Code, "#1", "OTHER"),
            CancellationToken.None
        );
        await alerts.RaiseAsync(
            new AlertNotice("order:shop|1:SKU_UNMAPPED", HoldReasons.SkuUnmapped.Code, "#1", "SKU-A"),
            CancellationToken.None
        );

        Assert.Equal([true, false], _queues.AlertWaits.Select(wait => wait >= TimeSpan.FromMinutes(10)));
    }

    private sealed class Rows : IAlertRows
    {
        private readonly Dictionary<string, Alert> _open = new(StringComparer.Ordinal);

        public Task<bool> TryOpenAsync(Alert alert, CancellationToken cancellationToken) =>
            Task.FromResult(_open.TryAdd(alert.Notice.Key, alert));

        public Task<Alert?> FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult(_open.GetValueOrDefault(key));

        public Task<IReadOnlyList<Alert>> ListOpenAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<Alert>>([.. _open.Values]);

        public Task<bool> TrySaveAsync(Alert alert, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task CloseAsync(Alert alert, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<int> RemoveClosedBeforeAsync(DateOnly day, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
