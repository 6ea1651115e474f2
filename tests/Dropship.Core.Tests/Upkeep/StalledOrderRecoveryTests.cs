using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Upkeep;

/// <summary>What stands still although the next step is ours is taken up by the next comparison; what waits for others is left
/// alone.</summary>
public sealed class StalledOrderRecoveryTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_purchase_whose_message_was_lost_is_placed()
    {
        await LosePlannedAsync();
        _world.Clock.Advance(TimeSpan.FromHours(1));

        await _world.ReconcileAsync();

        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await _world.PurchaseAsync("1001")).State);
        Assert.Single(_world.Market.Created);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_purchase_whose_look_up_was_lost_is_looked_up_and_never_made_twice(bool wasMade)
    {
        _world.Market.OnCreate = _ => CallResult.Unknown<PurchaseCreated>(new CallProblem(ProblemKind.Transient, "timeout", "no answer"));
        _world.Market.WorkBeforeDoubt = wasMade;
        await LosePlannedAsync();
        await _world.Purchases.PlaceAsync((await _world.PurchaseAsync("1001")).Key, CancellationToken.None);
        _world.Queues.PurchaseOrders.Clear();
        _world.Market.OnCreate = _ => null;
        for (var hours = 0; hours < 3; hours++)
        {
            _world.Clock.Advance(TimeSpan.FromHours(1));
            await _world.ReconcileAsync();
        }

        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await _world.PurchaseAsync("1001")).State);
        Assert.Equal(wasMade ? 1 : 2, _world.Market.Created.Count);
    }

    [Fact]
    public async Task A_purchase_that_ended_between_the_intent_and_the_answer_is_looked_up()
    {
        await LosePlannedAsync();
        var key = (await _world.PurchaseAsync("1001")).Key;
        await _world.Orders.EditAsync(
            key.Order,
            Actor.System,
            _world.Clock,
            edit =>
            {
                edit.Replace(
                    key,
                    old =>
                        old with
                        {
                            Placement = new PlacementRecord
                            {
                                IntentAt = edit.Now,
                                Attempt = 1,
                                RequestDigest = "digest",
                            },
                        }
                );
                edit.Move(key, PurchaseOrderState.Placing, "intent");
            },
            CancellationToken.None
        );
        _world.Clock.Advance(TimeSpan.FromHours(1));

        await _world.ReconcileAsync();

        Assert.Equal(PurchaseOrderState.PlacementUnknown, (await _world.PurchaseAsync("1001")).State);
        Assert.Empty(_world.Market.Created);
    }

    [Fact]
    public async Task What_was_planned_just_now_is_left_to_its_own_message()
    {
        await LosePlannedAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(5));

        await _world.ReconcileAsync();

        Assert.Equal(PurchaseOrderState.Planned, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task A_placed_purchase_whose_orchestration_was_never_started_gets_it()
    {
        var purchase = await PlacedAsync();
        _world.Workflows.Started.Clear();

        await _world.ReconcileAsync();

        Assert.Equal([purchase.Key], _world.Workflows.Started);
        Assert.Equal([purchase.Key], _world.Workflows.Woken);
    }

    [Fact]
    public async Task What_waits_for_a_person_or_for_1688_is_left_alone()
    {
        var purchase = await _world.AskedAsync();
        _world.Workflows.Started.Clear();
        await _world.ReconcileAsync();
        Assert.Equal(FulfilmentStep.AwaitDecision, (await _world.PlayAsync(purchase.Key)).Step);

        Assert.Empty(_world.Workflows.Started);
        Assert.Empty(_world.Workflows.Woken);
    }

    [Fact]
    public async Task An_order_that_is_held_is_looked_at_though_nobody_heard_of_what_it_waited_for()
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        await _world.RunAsync();
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Queues.Orders.Clear();

        await _world.ReconcileAsync();

        Assert.Equal(OrderState.Purchasing, (await _world.ReadAsync("1001")).State);
    }

    private async Task<PurchaseOrder> PlacedAsync()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        await _world.RunAsync();
        return await _world.PurchaseAsync("1001");
    }

    // Planned, and its message is gone.
    private async Task LosePlannedAsync()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        await _world.Pull.PullAsync(World.Account, CancellationToken.None);
        var key = _world.Queues.Orders.Dequeue();
        await _world.Mapper.ReviewAsync(key, isRedelivery: false, CancellationToken.None);
        _world.Queues.Orders.Clear();
        _world.Queues.PurchaseOrders.Clear();
    }
}
