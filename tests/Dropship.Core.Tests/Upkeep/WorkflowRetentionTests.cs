using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;
using Dropship.Core.Upkeep;
using Dropship.TestKit.Memory;

namespace Dropship.Core.Tests.Upkeep;

/// <summary>Orchestrations that ended go, those that broke come back, and those that run for long look again.</summary>
public sealed class WorkflowRetentionTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_broken_orchestration_is_started_again_and_told()
    {
        var purchase = await _world.AskedAsync();
        _world.Workflows.Broken = [(purchase.Key, "out of memory")];

        await Retention(_world.Workflows).RestartBrokenAsync(CancellationToken.None);

        Assert.Equal([purchase.Key], _world.Workflows.Restarted);
        var alert = Assert.Single(_world.AlertRows.Open.Values);
        Assert.Equal((HoldReasons.StepFailing.Code, "orchestration: out of memory"), (alert.Notice.Code, alert.Notice.Detail));
    }

    [Fact]
    public async Task An_orchestration_that_has_run_for_a_month_looks_again_whether_its_purchase_order_is_at_its_end()
    {
        var (one, other) = (
            World.Purchase(PurchaseOrderState.Completed).Key,
            PurchaseOrderKey.Create(new OrderKey("shop", "2"), "s", "a", PurchasePurpose.Sale, 1)
        );
        var workflows = new MemoryWorkflows { Old = [one, other] };

        await Retention(workflows).RemoveEndedAsync(CancellationToken.None);

        Assert.Equal([one, other], workflows.Woken.OrderBy(key => key.Value, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ended_orchestrations_go_part_by_part_a_month_after_their_start()
    {
        var before = _world.Clock.GetUtcNow().AddDays(-30);
        var parts = new Queue<WorkflowRemoval>([new(500, false), new(500, false), new(7, true)]);
        var workflows = new MemoryWorkflows
        {
            Removes = startedBefore =>
            {
                Assert.Equal(before, startedBefore);
                _world.Clock.Advance(TimeSpan.FromSeconds(80));
                return parts.Dequeue();
            },
        };

        Assert.Equal(new WorkflowRemoval(1007, true), await Retention(workflows).RemoveEndedAsync(CancellationToken.None));
        Assert.Empty(parts);
    }

    [Theory]
    [InlineData(500, 5)]
    [InlineData(0, 1)]
    public async Task Orchestrations_are_left_for_the_next_run_when_the_time_is_over_or_nothing_goes(int each, int calls)
    {
        var begin = _world.Clock.GetUtcNow();
        var called = 0;
        var workflows = new MemoryWorkflows
        {
            Removes = _ =>
            {
                called++;
                _world.Clock.Advance(TimeSpan.FromSeconds(80));
                return new WorkflowRemoval(each, false);
            },
        };

        Assert.Equal(new WorkflowRemoval(each * calls, false), await Retention(workflows).RemoveEndedAsync(CancellationToken.None));
        Assert.Equal(calls, called);

        // A function may take ten minutes.
        Assert.True(_world.Clock.GetUtcNow() - begin < TimeSpan.FromMinutes(8));
    }

    private WorkflowRetention Retention(MemoryWorkflows workflows) =>
        new(workflows, new StepFailure(_world.Orders, _world.Alerts), _world.Clock);
}
