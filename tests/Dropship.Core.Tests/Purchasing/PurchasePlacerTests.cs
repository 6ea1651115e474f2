using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Purchasing;

public sealed class PurchasePlacerTests
{
    private static readonly CallProblem s_timeout = new(ProblemKind.Transient, "timeout", "no answer after 30 s");

    private readonly World _world = new();

    [Fact]
    public async Task The_intent_is_written_before_the_call_and_the_ids_after_it()
    {
        await PlanAsync();
        PurchaseOrderState? seen = null;
        _world.Market.OnCreate = request =>
        {
            seen = _world.PurchaseAsync("1001").GetAwaiter().GetResult().State;
            return null;
        };
        await _world.DrainAsync();
        Assert.Equal(PurchaseOrderState.Placing, seen);
        var purchase = await _world.PurchaseAsync("1001");
        Assert.Equal(PurchaseOrderState.AwaitingApproval, purchase.State);
        Assert.Equal([_world.Market.Single.OrderId], purchase.SupplierOrders.Select(order => order.OrderId));
        Assert.Equal(purchase.Key.Value, _world.Market.Single.Key);
    }

    [Fact]
    public async Task A_doubtful_answer_is_looked_up_and_what_was_made_is_adopted()
    {
        await PlanAsync();
        _world.Market.OnCreate = _ => CallResult.Unknown<PurchaseCreated>(s_timeout);
        await _world.DrainAsync();
        Assert.Equal(PurchaseOrderState.PlacementUnknown, (await _world.PurchaseAsync("1001")).State);
        await _world.DrainAsync();
        Assert.Single(_world.Market.Created);

        _world.Clock.Advance(_world.Purchasing.LookUpDelay);
        await _world.DrainAsync();
        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await _world.PurchaseAsync("1001")).State);
        Assert.Single(_world.Market.Orders);
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task Nothing_found_twice_after_the_safe_wait_gives_one_new_try_and_then_a_person()
    {
        await PlanAsync();
        _world.Market.OnCreate = _ => CallResult.Unknown<PurchaseCreated>(s_timeout);
        _world.Market.WorkBeforeDoubt = false;
        for (var wait = 0; wait < 12; wait++)
        {
            await _world.DrainAsync();
            _world.Clock.Advance(TimeSpan.FromMinutes(6));
        }

        Assert.Equal(2, _world.Market.Created.Count);
        var purchase = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Blocked, HoldReasons.PlacementUnsettled.Code), (purchase.State, purchase.Hold!.Code));
        Assert.Contains(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.PlacementUnsettled.Code);

        // A person looked on 1688: there is none.
        _world.Market.OnCreate = null;
        Assert.Equal(
            [HoldReasons.PlacementUnsettled.Code],
            await _world.Commands.ReleaseAsync(new OrderKey(World.Account, "1001"), "Ann", "not on 1688", CancellationToken.None)
        );
        await _world.DrainAsync();
        Assert.Single(_world.Market.Orders);
    }

    [Fact]
    public async Task An_order_that_becomes_visible_late_is_found_by_the_second_look()
    {
        await PlanAsync();
        _world.Market.OnCreate = _ => CallResult.Unknown<PurchaseCreated>(s_timeout);
        _world.Market.IsVisible = false;
        await _world.DrainAsync();
        _world.Clock.Advance(_world.Purchasing.LookUpDelay);
        await _world.DrainAsync();
        Assert.Equal(1, (await _world.PurchaseAsync("1001")).Placement!.FruitlessLookUps);

        _world.Market.IsVisible = true;
        _world.Clock.Advance(_world.Purchasing.LookUpAgainAfter);
        await _world.DrainAsync();
        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await _world.PurchaseAsync("1001")).State);
        Assert.Single(_world.Market.Created);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Killed_at_any_write_of_the_placing_it_buys_exactly_once(int killAt)
    {
        await PlanAsync();
        var writes = 0;
        _world.Orders.BeforeSave = _ =>
        {
            if (writes++ == killAt)
            {
                throw new IOException("the process ends here");
            }
        };
        var messages = _world.Queues.PurchaseOrders.ToList();
        try
        {
            await _world.DrainAsync();
        }
        catch (IOException)
        {
            // The message was not deleted, so it comes again.
        }

        foreach (var message in messages)
        {
            _world.Queues.PurchaseOrders.Enqueue(message);
        }

        for (var wait = 0; wait < 4; wait++)
        {
            await _world.DrainAsync();
            _world.Clock.Advance(TimeSpan.FromMinutes(6));
        }

        Assert.Single(_world.Market.Orders);
        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await _world.PurchaseAsync("1001")).State);
        Assert.Single(_world.Workflows.Started);
    }

    [Fact]
    public async Task What_1688_tells_of_while_its_placing_is_in_doubt_gets_no_orchestration_yet()
    {
        // Another instance wrote its intent and died over the answer; 1688's news added its order. This one knew only the plan.
        await PlanAsync();
        var key = _world.Queues.PurchaseOrders.Peek().Key;
        var placed = new SupplierOrderRecord
        {
            OrderId = "9",
            Status = SupplierOrderStatus.AwaitingPayment,
            RawStatus = "waitbuyerpay",
            Total = Money.Cny(2500),
            Freight = Money.Cny(0),
            IsPaid = false,
            ModifiedAt = default,
        };
        _world.Market.OnEdge = () =>
        {
            _world.Market.OnEdge = null;
            _world
                .Orders.EditAsync(
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
                                    SupplierOrders = [placed],
                                }
                        );
                        edit.Move(key, PurchaseOrderState.Placing, "intent");
                    },
                    CancellationToken.None
                )
                .GetAwaiter()
                .GetResult();
        };

        await _world.Purchases.PlaceAsync(key, CancellationToken.None);

        Assert.Equal(PurchaseOrderState.Placing, (await _world.PurchaseAsync("1001")).State);
        Assert.Empty(_world.Workflows.Started);
        Assert.Empty(_world.Market.Created);
    }

    [Fact]
    public async Task The_same_message_again_places_nothing_again()
    {
        await PlanAsync();
        await _world.DrainAsync();
        var key = (await _world.PurchaseAsync("1001")).Key;
        for (var repeat = 0; repeat < 3; repeat++)
        {
            await _world.Purchases.PlaceAsync(key, CancellationToken.None);
        }

        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task What_was_not_sent_is_tried_again_later_without_burning_deliveries()
    {
        await PlanAsync();
        var tries = 0;
        _world.Market.OnCreate = _ =>
            ++tries < 3
                ? CallResult.NotSent<PurchaseCreated>(
                    new CallProblem(
                        ProblemKind.RateLimited,
                        "gw.QosAppFrequencyLimit",
                        "too many calls",
                        RetryAfter: TimeSpan.FromSeconds(20)
                    )
                )
                : null;
        await _world.DrainAsync();
        Assert.Equal((PurchaseOrderState.Planned, 1), ((await _world.PurchaseAsync("1001")).State, tries));
        Assert.Equal(_world.Clock.GetUtcNow().AddSeconds(20), Assert.Single(_world.Queues.PurchaseOrders).Call.NotBefore);
        for (var wait = 0; wait < 3; wait++)
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(20));
            await _world.DrainAsync();
        }

        Assert.Single(_world.Market.Orders);
    }

    [Theory]
    [InlineData(RefusalMeaning.OutOfStock, "OUT_OF_STOCK")]
    [InlineData(RefusalMeaning.BelowMinimumQuantity, "BELOW_MINIMUM")]
    [InlineData(RefusalMeaning.SpecNotOfOffer, "OFFER_UNAVAILABLE")]
    [InlineData(RefusalMeaning.OfferNotForSale, "OFFER_UNAVAILABLE")]
    [InlineData(RefusalMeaning.Unspecified, "PLACEMENT_REFUSED")]
    public async Task A_refused_preview_blocks_with_the_reason_and_creates_nothing(RefusalMeaning meaning, string code)
    {
        _world.Market.OnPreview = _ => CallResult.Refused<PurchasePreview>("500_004", "stock", meaning);
        await PlanAsync();
        await _world.DrainAsync();
        var purchase = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Blocked, code), (purchase.State, purchase.Hold!.Code));
        Assert.Contains("500_004", purchase.Hold.Detail, StringComparison.Ordinal);
        Assert.Empty(_world.Market.Created);

        _world.Market.OnPreview = null;
        await _world.Commands.ReleaseAsync(new OrderKey(World.Account, "1001"), "Ann", "stock is back", CancellationToken.None);
        await _world.DrainAsync();
        Assert.Single(_world.Market.Orders);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_purchase_that_the_market_split_keeps_all_its_orders()
    {
        await PlanAsync();
        _world.Market.OnCreate = request => CallResult.Success(new PurchaseCreated(["7001", "7002"], null, []));
        await _world.DrainAsync();
        Assert.Equal(["7001", "7002"], (await _world.PurchaseAsync("1001")).SupplierOrders.Select(order => order.OrderId));
    }

    [Fact]
    public async Task A_purchase_made_only_in_part_waits_for_a_person_with_the_ids_kept()
    {
        await PlanAsync();
        _world.Market.OnCreate = request =>
            CallResult.Success(new PurchaseCreated(["7001"], null, [new FailedLine("610000000001", "spec-1", "500_004", "no stock")]));
        await _world.DrainAsync();
        var purchase = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Blocked, HoldReasons.PlacedInPart.Code), (purchase.State, purchase.Hold!.Code));
        Assert.Equal("7001", purchase.SupplierOrders.Single().OrderId);
    }

    [Fact]
    public async Task Wrong_credentials_stop_the_account_and_one_alert_says_so()
    {
        await PlanAsync();
        _world.Market.OnPreview = _ => CallResult.Unauthorized<PurchasePreview>("401", "Request need user authorized");
        await _world.DrainAsync();
        var purchasingAccount = await _world.PurchasingAccounts.FindAsync(World.PurchasingAccountId, CancellationToken.None);
        Assert.Equal(PurchasingAccountState.Unauthorized, purchasingAccount!.State);
        Assert.Contains(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.PurchasingUnauthorized.Code);
        Assert.Empty(_world.Market.Created);
    }

    private async Task PlanAsync()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        await _world.Pull.PullAsync(World.Account, CancellationToken.None);
        await _world.Mapper.ReviewAsync(_world.Queues.Orders.Dequeue(), isRedelivery: false, CancellationToken.None);
    }
}
