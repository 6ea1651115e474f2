using Dropship.Core.Fulfilment;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Planning;

/// <summary>The store changes an order at every point of its way.</summary>
public sealed class StoreChangesTests
{
    private static readonly ShipTo s_inChina = new()
    {
        FullName = "王芳",
        Mobile = "13900000001",
        Country = "CN",
        Province = "浙江省",
        City = "杭州市",
        Line1 = "文三路1号",
    };

    private readonly World _world = new();

    [Fact]
    public async Task A_line_that_the_seller_sends_himself_is_left_to_him_and_ours_goes_on()
    {
        await _world.MapAsync("OURS", World.Item("supplier-1", "610000000001"));
        await _world.Mapper.SaveMappingAsync(
            new SkuMapping
            {
                AccountId = World.Account,
                Sku = "HAND-MADE",
                Version = 0,
                Items = [],
                IsSellerFulfilled = true,
            },
            CancellationToken.None
        );
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { LinesWithoutSkuAreNotOurs = true }, CancellationToken.None);
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "OURS", 2), ("L2", "HAND-MADE", 1), ("L3", null, 1));
        await _world.RunAsync();

        var purchase = await _world.PurchaseAsync("1001");
        Assert.Equal("L1", Assert.Single(purchase.Lines.SelectMany(line => line.Sources)).StoreLineId);
        Assert.Equal(["L2", "L3"], (await _world.ReadAsync("1001")).LinesNotOurs);

        await PayAsync(purchase.Key);
        await ShipAsync(purchase.Key, "ZTO1");
        Assert.Equal([new LineQuantity("L1", 2)], Assert.Single(_world.Store.Orders["1001"].Fulfilments).Lines);
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
    }

    [Fact]
    public async Task An_order_of_which_nothing_is_ours_ends_at_once_and_comes_back_when_something_of_ours_is_added()
    {
        await _world.MapAsync("OURS", World.Item("supplier-1", "610000000001"));
        await _world.Mapper.SaveMappingAsync(
            new SkuMapping
            {
                AccountId = World.Account,
                Sku = "HAND-MADE",
                Version = 0,
                Items = [],
                IsSellerFulfilled = true,
            },
            CancellationToken.None
        );
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "HAND-MADE", 1));
        await _world.RunAsync();
        Assert.Equal(OrderState.SellerFulfilled, (await _world.ReadAsync("1001")).State);

        await ChangeAsync("1001", order => order with { Lines = [.. order.Lines, World.Order("x", ("L2", "OURS", 1)).Lines[0]] });
        Assert.Equal("L2", Assert.Single((await _world.PurchaseAsync("1001")).Lines.SelectMany(line => line.Sources)).StoreLineId);
    }

    [Fact]
    public async Task What_the_customer_adds_later_is_bought_too_and_nothing_else_a_second_time()
    {
        var first = await _world.AskedAsync();
        await _world.MapAsync("SKU-B", World.Item("supplier-1", "610000000002"));
        await ChangeAsync(
            "1001",
            order =>
                order with
                {
                    Lines = [order.Lines[0] with { Quantity = 3, OpenQuantity = 3 }, World.Order("x", ("L2", "SKU-B", 1)).Lines[0]],
                }
        );

        var record = await _world.ReadAsync("1001");
        var second = Assert.Single(record.PurchaseOrders, purchase => purchase.Key != first.Key);
        Assert.Equal(2, second.Key.Sequence);
        Assert.Equal(
            [("L1", 1), ("L2", 1)],
            second.Lines.SelectMany(line => line.Sources).Select(source => (source.StoreLineId, source.StorePieces)).Order()
        );
        Assert.Null(record.Find(first.Key)!.CancelReason);
        Assert.Equal(2, _world.Market.Created.Count);

        // Looked at again and again, it stays at that.
        await _world.Queues.SendOrderAsync(record.Key, CancellationToken.None);
        await _world.RunAsync();
        Assert.Equal(2, _world.Market.Created.Count);
    }

    [Fact]
    public async Task A_line_added_later_without_a_mapping_holds_the_order_and_the_rest_goes_on_to_its_end()
    {
        var purchase = await _world.AskedAsync();
        await ChangeAsync("1001", order => order with { Lines = [.. order.Lines, World.Order("x", ("L2", "SKU-NEW", 1)).Lines[0]] });
        await PayAsync(purchase.Key);
        await ShipAsync(purchase.Key, "ZTO1");

        var record = await _world.ReadAsync("1001");
        Assert.Equal(
            (OrderState.Held, HoldReasons.SkuUnmapped.Code, PurchaseOrderState.Completed),
            (record.State, record.Hold!.Code, record.Find(purchase.Key)!.State)
        );

        await _world.MapAsync("SKU-NEW", World.Item("supplier-1", "610000000002"));
        await _world.DrainAsync();
        record = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Purchasing, 2), (record.State, record.PurchaseOrders.Count));
    }

    [Fact]
    public async Task Pieces_taken_back_before_the_placing_are_not_bought()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { PlacingMode = PlacingMode.Manual }, CancellationToken.None);
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 3));
        await _world.RunAsync();
        await ChangeAsync("1001", order => order with { Lines = [order.Lines[0] with { OpenQuantity = 1 }] });

        var record = await _world.ReadAsync("1001");
        var live = Assert.Single(record.PurchaseOrders, purchase => !PurchaseOrderTransitions.IsFinal(purchase.State));
        Assert.Equal(1, Assert.Single(live.Lines).Quantity);
        Assert.True(await _world.Commands.ConfirmAsync(live.Key, "Ann", CancellationToken.None));
        await _world.DrainAsync();
        Assert.Equal(1, Assert.Single(Assert.Single(_world.Market.Created).Lines).Quantity);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pieces_taken_back_before_the_payment_close_the_purchase_and_the_rest_is_bought_anew(bool approved)
    {
        var first = await _world.AskedAsync(quantity: 3);
        if (approved)
        {
            await _world.DecideAsync(first, approve: true);
        }

        await ChangeAsync(
            "1001",
            order => order with { Payment = StorePaymentStatus.PartiallyRefunded, Lines = [order.Lines[0] with { OpenQuantity = 1 }] }
        );
        await CloseAsync(first.Key);

        var record = await _world.ReadAsync("1001");
        var second = Assert.Single(record.PurchaseOrders, purchase => purchase.Key != first.Key);
        Assert.Equal(
            (PurchaseOrderState.Cancelled, 1, 2),
            (record.Find(first.Key)!.State, Assert.Single(second.Lines).Quantity, second.Key.Sequence)
        );
        Assert.Equal(SupplierOrderStatus.Cancelled, _world.Market.Orders[0].Status);
        Assert.Empty(_world.Market.Payments);

        await _world.PlayAsync(second.Key);
        await PayAsync(second.Key);
        await ShipAsync(second.Key, "ZTO1");
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
    }

    [Fact]
    public async Task All_pieces_of_a_purchase_taken_back_leave_the_other_purchases_alone()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        await _world.MapAsync("SKU-B", World.Item("supplier-2", "610000000002"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1), ("L2", "SKU-B", 1));
        await _world.RunAsync();
        var record = await _world.ReadAsync("1001");
        var gone = record.PurchaseOrders.Single(purchase => purchase.SupplierId == "supplier-1").Key;
        var stays = record.PurchaseOrders.Single(purchase => purchase.SupplierId == "supplier-2").Key;
        await _world.PlayAsync(gone);
        await _world.PlayAsync(stays);
        await ChangeAsync(
            "1001",
            order =>
                order with
                {
                    Payment = StorePaymentStatus.PartiallyRefunded,
                    Lines = [order.Lines[0] with { OpenQuantity = 0 }, order.Lines[1]],
                }
        );
        await CloseAsync(gone);

        record = await _world.ReadAsync("1001");
        Assert.Equal(
            (2, PurchaseOrderState.Cancelled, PurchaseOrderState.AwaitingApproval),
            (record.PurchaseOrders.Count, record.Find(gone)!.State, record.Find(stays)!.State)
        );
        await PayAsync(stays);
        await ShipAsync(stays, "ZTO1");
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
    }

    [Fact]
    public async Task Pieces_taken_back_after_the_payment_become_a_persons_matter_once_and_the_goods_go_on()
    {
        var purchase = await _world.AskedAsync(quantity: 2);
        await PayAsync(purchase.Key);
        await ChangeAsync(
            "1001",
            order => order with { Payment = StorePaymentStatus.PartiallyRefunded, Lines = [order.Lines[0] with { OpenQuantity = 1 }] }
        );
        Assert.Equal(HoldReasons.PartlyTakenBack.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);

        Assert.Equal(
            [HoldReasons.PartlyTakenBack.Code],
            await _world.Commands.ReleaseAsync(
                new OrderKey(World.Account, "1001"),
                "Ann",
                "the supplier leaves one out",
                CancellationToken.None
            )
        );
        await _world.DrainAsync();
        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.AwaitingShipment, null), (now.State, now.Hold));
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task A_piece_taken_back_after_the_payment_keeps_no_number_from_the_rest_of_its_parcel()
    {
        var purchase = await _world.AskedAsync(quantity: 3);
        await PayAsync(purchase.Key);
        await ChangeAsync(
            "1001",
            order => order with { Payment = StorePaymentStatus.PartiallyRefunded, Lines = [order.Lines[0] with { OpenQuantity = 2 }] }
        );

        // The supplier sends all of it, in two parcels.
        var id = purchase.SupplierOrders.Single().OrderId;
        _world.Market.Ship(id, "ZTO1", new ParcelLine($"{id}0", 1));
        _world.Market.Change(id, order => order with { Status = SupplierOrderStatus.AwaitingShipment });
        await _world.NewsAsync(id);
        await _world.PlayAsync(purchase.Key);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Ship(id, "ZTO2", new ParcelLine($"{id}0", 2));
        await _world.NewsAsync(id);
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);
        await _world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "one is sent back", CancellationToken.None);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);

        Assert.Equal(
            [("ZTO1", 1), ("ZTO2", 1)],
            _world
                .Store.Orders["1001"]
                .Fulfilments.Select(fulfilment => (fulfilment.TrackingNumbers.Single(), fulfilment.Lines.Single().Quantity))
        );
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
    }

    [Theory]
    [InlineData(StorePaymentStatus.Refunded)]
    [InlineData(StorePaymentStatus.PartiallyRefunded)]
    public async Task Goods_that_nobody_wants_any_more_when_their_number_is_told_become_a_claim_for_the_money(StorePaymentStatus payment)
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        await _world.MapAsync("SKU-B", World.Item("supplier-2", "610000000002"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1), ("L2", "SKU-B", 1));
        await _world.RunAsync();
        var purchase = (await _world.ReadAsync("1001")).PurchaseOrders.Single(one => one.SupplierId == "supplier-1");
        await _world.PlayAsync(purchase.Key);
        await PayAsync(purchase.Key);
        _world.Market.Ship(purchase.SupplierOrders.Single().OrderId, "ZTO1");
        await _world.NewsAsync(purchase.SupplierOrders.Single().OrderId);

        // Nobody announced it: only the look at the store right before the push finds it.
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        _world.Store.Change(
            "1001",
            order =>
                order with
                {
                    Payment = payment,
                    Lines =
                    [
                        order.Lines[0] with
                        {
                            OpenQuantity = 0,
                        },
                        payment == StorePaymentStatus.Refunded ? order.Lines[1] with { OpenQuantity = 0 } : order.Lines[1],
                    ],
                }
        );
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);

        Assert.Equal(0, _world.Store.Writes);
        var now = (await _world.ReadAsync("1001")).Find(purchase.Key)!;
        Assert.Equal((PurchaseOrderState.RefundDue, HoldReasons.CancelledAfterPayment.Code), (now.State, now.Hold?.Code));
        Assert.Contains(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.CancelledAfterPayment.Code);
    }

    [Fact]
    public async Task An_order_paid_back_after_the_purchase_closes_what_is_unpaid()
    {
        var purchase = await _world.AskedAsync();
        await ChangeAsync("1001", order => order with { Payment = StorePaymentStatus.Refunded });
        await CloseAsync(purchase.Key);

        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Cancelled, SupplierOrderStatus.Cancelled), (now.State, _world.Market.Single.Status));
        Assert.Equal(OrderState.Cancelled, (await _world.ReadAsync("1001")).State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_whole_refund_whose_goods_are_still_to_be_sent_asks_a_person(bool isSent)
    {
        var purchase = await _world.AskedAsync();
        await PayAsync(purchase.Key);
        await ChangeAsync("1001", order => order with { Payment = StorePaymentStatus.Refunded });
        await _world.PlayAsync(purchase.Key);

        var asked = await _world.PurchaseAsync("1001");
        Assert.Equal(
            (PurchaseOrderState.AwaitingShipment, HoldReasons.RefundUnclear.Code, null),
            (asked.State, asked.Hold?.Code, asked.CancelReason)
        );
        Assert.Contains(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.RefundUnclear.Code);
        if (isSent)
        {
            await _world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "goodwill", CancellationToken.None);
            await _world.DrainAsync();
            await ChangeAsync("1001", order => order with { Note = "late" });
            await ShipAsync(purchase.Key, "ZTO1");

            Assert.Equal((OrderState.Fulfilled, null), ((await _world.ReadAsync("1001")).State, (await _world.ReadAsync("1001")).Hold));
            Assert.Single(_world.Store.Orders["1001"].Fulfilments);
        }
        else
        {
            await _world.Commands.CancelAsync(purchase.Key, "Ann", "nobody wants it", CancellationToken.None);
            await _world.PlayAsync(purchase.Key);

            var now = await _world.PurchaseAsync("1001");
            Assert.Equal((PurchaseOrderState.RefundDue, HoldReasons.CancelledAfterPayment.Code), (now.State, now.Hold?.Code));
        }
    }

    [Fact]
    public async Task A_parcel_that_ships_while_a_whole_refund_waits_for_a_person_concludes_nothing()
    {
        var purchase = await _world.AskedAsync();
        await PayAsync(purchase.Key);
        await ChangeAsync("1001", order => order with { Payment = StorePaymentStatus.Refunded });
        await ShipAsync(purchase.Key, "ZTO1");

        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Shipped, HoldReasons.RefundUnclear.Code, null), (now.State, now.Hold?.Code, now.CancelReason));
        Assert.Single(_world.Store.Orders["1001"].Fulfilments);
    }

    [Fact]
    public async Task What_has_shipped_while_a_whole_refund_waits_for_a_person_can_be_given_up()
    {
        var purchase = await _world.AskedAsync();
        await PayAsync(purchase.Key);
        await ChangeAsync("1001", order => order with { Payment = StorePaymentStatus.Refunded });
        await ShipAsync(purchase.Key, "ZTO1");
        Assert.Equal([purchase.Key], OrderActions.Of(await _world.ReadAsync("1001")).Cancellable);

        Assert.True(await _world.Commands.CancelAsync(purchase.Key, "Ann", "nobody wants it", CancellationToken.None));
        await _world.PlayAsync(purchase.Key);

        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.RefundDue, HoldReasons.CancelledAfterPayment.Code), (now.State, now.Hold?.Code));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_whole_refund_whose_lines_are_taken_off_or_whose_order_is_cancelled_claims_the_money(bool isCancelled)
    {
        var purchase = await _world.AskedAsync();
        await PayAsync(purchase.Key);
        await ChangeAsync("1001", order => order with { Payment = StorePaymentStatus.Refunded });
        await ChangeAsync(
            "1001",
            order =>
                isCancelled
                    ? order with
                    {
                        CancelledAt = _world.Clock.GetUtcNow(),
                    }
                    : order with
                    {
                        Lines = [.. order.Lines.Select(line => line with { OpenQuantity = 0 })],
                    }
        );
        await _world.PlayAsync(purchase.Key);

        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.RefundDue, HoldReasons.CancelledAfterPayment.Code), (now.State, now.Hold?.Code));
        Assert.Contains(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.CancelledAfterPayment.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_address_before_the_payment_closes_the_purchase_and_buys_it_to_the_new_one(bool approved)
    {
        var first = await AskedInChinaAsync();
        if (approved)
        {
            await _world.DecideAsync(first, approve: true);
        }

        var moved = s_inChina with { Line1 = "解放路99号" };
        await ChangeAsync("1001", order => order with { ShipTo = moved });
        await CloseAsync(first.Key);

        var record = await _world.ReadAsync("1001");
        var second = Assert.Single(record.PurchaseOrders, purchase => purchase.Key != first.Key);
        Assert.Equal(
            (PurchaseOrderState.Cancelled, moved.Digest(), moved),
            (record.Find(first.Key)!.State, second.ShipToDigest, _world.Market.Created[^1].ShipTo)
        );
        Assert.Empty(_world.Market.Payments);

        // What was asked or given for the old one is void.
        Assert.Equal(ApprovalState.Void, record.Find(first.Key)!.Approval!.State);
        Assert.Equal(
            ApprovalStanding.Void,
            (await _world.Approvals.VisitAsync(first.Key.Value, _world.TicketOf(first), CancellationToken.None)).Standing
        );
    }

    [Fact]
    public async Task An_address_that_changes_at_the_moment_of_payment_is_seen_before_the_money_goes()
    {
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        var first = await AskedInChinaAsync();
        await _world.DecideAsync(first, approve: true);

        // Nobody announced it: only the look at the store right before the payment finds it.
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change("1001", order => order with { ShipTo = s_inChina with { City = "宁波市" } });
        await _world.PlayAsync(first.Key);
        Assert.Empty(_world.Market.Payments);
        Assert.Equal(
            (PurchaseOrderState.Cancelled, ApprovalState.Void),
            ((await _world.ReadAsync("1001")).Find(first.Key)!.State, (await _world.ReadAsync("1001")).Find(first.Key)!.Approval!.State)
        );
    }

    [Fact]
    public async Task A_cancelling_at_the_moment_of_payment_is_seen_before_the_money_goes()
    {
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change("1001", order => order with { CancelledAt = _world.Clock.GetUtcNow() });
        await _world.PlayAsync(purchase.Key);
        Assert.Empty(_world.Market.Payments);
        Assert.Equal(
            (OrderState.Cancelled, PurchaseOrderState.Cancelled),
            ((await _world.ReadAsync("1001")).State, (await _world.PurchaseAsync("1001")).State)
        );
    }

    [Fact]
    public async Task A_new_address_after_the_payment_is_a_persons_matter_and_nothing_is_bought_again()
    {
        var purchase = await AskedInChinaAsync();
        await PayAsync(purchase.Key);
        await ChangeAsync("1001", order => order with { ShipTo = s_inChina with { Line1 = "解放路99号" } });
        Assert.Equal(HoldReasons.AddressChanged.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);
        Assert.Single(_world.Market.Created);
        Assert.Contains(_world.AlertRows.Open, alert => alert.Value.Notice.Code == HoldReasons.AddressChanged.Code);
    }

    [Fact]
    public async Task A_new_address_behind_the_forwarder_changes_nothing_on_1688()
    {
        var purchase = await _world.AskedAsync(shipTo: World.Abroad);
        await ChangeAsync("1001", order => order with { ShipTo = World.Abroad with { Line1 = "34 Phố Huế" } });
        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((purchase.Key, PurchaseOrderState.AwaitingApproval, null), (now.Key, now.State, now.CancelReason));
    }

    [Fact]
    public async Task A_store_that_holds_the_order_back_gets_nothing_paid_for_it_meanwhile()
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        await ChangeAsync("1001", order => order with { StoreHold = "RISK: INVESTIGATE" });
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(HoldReasons.StoreHold.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);

        await ChangeAsync("1001", order => order with { StoreHold = null });
        Assert.Equal(FulfilmentStep.AwaitPayment, (await _world.PlayAsync(purchase.Key)).Step);
    }

    [Theory]
    [InlineData(PaymentMode.Agreement)]
    [InlineData(PaymentMode.Cashier)]
    public async Task An_amount_that_is_approved_while_the_store_holds_the_order_back_is_paid_once_the_store_lets_it_go(PaymentMode mode)
    {
        await _world.PurchasingAccounts.SaveAsync(World.PurchasingAccount with { PaymentMode = mode }, CancellationToken.None);
        var purchase = await _world.AskedAsync();
        await ChangeAsync("1001", order => order with { StoreHold = "RISK: INVESTIGATE" });

        await _world.DecideAsync(purchase, approve: true);
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);
        var held = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Approved, HoldReasons.StoreHold.Code, null), (held.State, held.Hold?.Code, held.Payment));
        Assert.Contains(_world.AlertRows.Open, alert => alert.Value.Notice.Code == HoldReasons.StoreHold.Code);

        await ChangeAsync("1001", order => order with { StoreHold = null });
        await _world.PlayAsync(purchase.Key);
        Assert.NotNull((await _world.PurchaseAsync("1001")).Payment);
    }

    [Fact]
    public async Task The_link_to_the_cashier_is_shut_while_the_store_holds_the_order_back()
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        Assert.NotNull(await OpenAsync());

        await ChangeAsync("1001", order => order with { StoreHold = "RISK: INVESTIGATE" });
        Assert.Null(await OpenAsync());

        await ChangeAsync("1001", order => order with { StoreHold = null });
        Assert.NotNull(await OpenAsync());

        // It is shut as soon as it is written down, before anybody acted upon it.
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change("1001", order => order with { CancelledAt = _world.Clock.GetUtcNow() });
        await _world.Pull.PullAsync(World.Account, CancellationToken.None);
        Assert.Null(await OpenAsync());

        async Task<Uri?> OpenAsync() =>
            (await _world.Cashier.OpenAsync(purchase.Key.Value, _world.TicketOf(purchase), CancellationToken.None)).Link;
    }

    [Fact]
    public async Task A_cancellation_that_is_written_down_and_not_yet_acted_upon_gets_nothing_paid()
    {
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change("1001", order => order with { CancelledAt = _world.Clock.GetUtcNow() });
        await _world.Pull.PullAsync(World.Account, CancellationToken.None);
        Assert.True((await _world.ReadAsync("1001")).StoreOrder.IsCancelled);

        await _world.PlayAsync(purchase.Key);

        Assert.Empty(_world.Market.Payments);
        Assert.Equal(PurchaseOrderState.Cancelled, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task While_the_store_holds_the_order_back_nobody_is_asked_and_nothing_goes_round_in_a_circle()
    {
        var purchase = await _world.AskedAsync();
        await ChangeAsync("1001", order => order with { StoreHold = "RISK: INVESTIGATE" });
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Change(_world.Market.Single.OrderId, old => old with { Total = old.Total + Money.Cny(100) });
        await _world.NewsAsync(_world.Market.Single.OrderId);

        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);

        await ChangeAsync("1001", order => order with { StoreHold = null });
        Assert.Equal(FulfilmentStep.AwaitDecision, (await _world.PlayAsync(purchase.Key)).Step);
    }

    [Fact]
    public async Task A_cancellation_without_effect_is_tried_again_later_and_told_in_the_end()
    {
        var purchase = await _world.AskedAsync();
        _world.Market.OnCancel = _ => CallResult.Success(default(Unit));
        await ChangeAsync("1001", order => order with { CancelledAt = _world.Clock.GetUtcNow() });
        _world.Clock.Advance(NextStepDecision.CancelNotBefore);

        var failure = await Assert.ThrowsAsync<OutsideUnavailableException>(async () => await _world.PlayAsync(purchase.Key));

        Assert.Equal("still-open", failure.Problem.Code);
        Assert.Equal(PurchaseOrderState.Cancelling, (await _world.PurchaseAsync("1001")).State);
        _world.Market.OnCancel = null;
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(PurchaseOrderState.Cancelled, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task What_takes_the_place_of_a_purchase_keeps_the_highest_price_of_its_goods()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001") with { MaximumUnitPrice = 10m });
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { ShipTo = s_inChina };
        await _world.RunAsync();
        var first = await _world.PurchaseAsync("1001");
        Assert.Equal(Money.Cny(1000), Assert.Single(first.Lines).MaximumUnitPrice);
        await _world.PlayAsync(first.Key);

        await ChangeAsync("1001", order => order with { ShipTo = s_inChina with { Line1 = "解放路99号" } });
        await CloseAsync(first.Key);

        var second = (await _world.ReadAsync("1001")).PurchaseOrders.Single(purchase => purchase.Key != first.Key);
        Assert.Equal(Money.Cny(1000), Assert.Single(second.Lines).MaximumUnitPrice);
    }

    [Fact]
    public async Task Pieces_that_somebody_else_ships_are_not_bought_any_more()
    {
        var first = await _world.AskedAsync(quantity: 2);
        await ChangeAsync(
            "1001",
            order =>
                order with
                {
                    Lines = [order.Lines[0] with { OpenQuantity = 1 }],
                    Fulfilments = [new StoreFulfilment("F9", false, ["OTHER"], [new LineQuantity("L1", 1)])],
                    Fulfilment = StoreFulfilmentStatus.PartiallyFulfilled,
                }
        );
        await CloseAsync(first.Key);
        Assert.Equal(
            1,
            Assert.Single((await _world.ReadAsync("1001")).PurchaseOrders.Single(purchase => purchase.Key != first.Key).Lines).Quantity
        );
    }

    [Fact]
    public async Task Our_own_parcel_in_the_store_is_never_taken_for_somebody_elses_even_before_its_number_is_written_here()
    {
        var purchase = await _world.AskedAsync(quantity: 2);
        await PayAsync(purchase.Key);
        var id = (await _world.PurchaseAsync("1001")).SupplierOrders.Single().OrderId;
        _world.Market.Ship(id, "ZTO1");
        await _world.NewsAsync(id);

        // The push reached the store, and the process ended before it could write that down.
        await ChangeAsync(
            "1001",
            order =>
                order with
                {
                    Lines = [order.Lines[0] with { OpenQuantity = 0 }],
                    Fulfilments = [new StoreFulfilment("F1", false, ["ZTO1"], [new LineQuantity("L1", 2)])],
                    Fulfilment = StoreFulfilmentStatus.Fulfilled,
                }
        );
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
    }

    [Fact]
    public async Task A_cancelled_purchase_is_bought_again_when_a_person_says_so_with_the_goods_that_are_mapped_then()
    {
        var first = await _world.AskedAsync();
        Assert.True(await _world.Commands.CancelAsync(first.Key, "Ann", "too dear", CancellationToken.None));
        await CloseAsync(first.Key);
        var record = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Held, HoldReasons.PurchaseRejected.Code), (record.State, record.Hold?.Code));

        await _world.MapAsync("SKU-A", World.Item("supplier-9", "610000000009"));
        await _world.Commands.ReleaseAsync(record.Key, "Ann", "from another supplier", CancellationToken.None);
        await _world.DrainAsync();
        record = await _world.ReadAsync("1001");
        Assert.Equal(("supplier-9", OrderState.Purchasing), (record.PurchaseOrders[^1].SupplierId, record.State));
        Assert.Equal("610000000009", Assert.Single(_world.Market.Created[^1].Lines).OfferId);
    }

    [Fact]
    public async Task A_paid_purchase_that_a_person_cancels_becomes_a_claim_for_the_money()
    {
        var purchase = await _world.AskedAsync();
        await PayAsync(purchase.Key);
        Assert.True(await _world.Commands.CancelAsync(purchase.Key, "Ann", "not wanted", CancellationToken.None));
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(
            (PurchaseOrderState.RefundDue, HoldReasons.CancelledAfterPayment.Code),
            ((await _world.PurchaseAsync("1001")).State, (await _world.PurchaseAsync("1001")).Hold?.Code)
        );
    }

    [Fact]
    public async Task A_resend_is_a_purchase_of_its_own_linked_to_the_first_and_its_number_joins_the_fulfilment()
    {
        var purchase = await _world.AskedAsync(quantity: 2);
        await PayAsync(purchase.Key);
        await ShipAsync(purchase.Key, "ZTO1");
        var order = new OrderKey(World.Account, "1001");
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);

        var made = Assert.Single(
            await _world.Commands.ResendAsync(order, [new LineQuantity("L1", 1)], "Ann", "lost on the way", CancellationToken.None)
        );
        await _world.DrainAsync();
        var resend = (await _world.ReadAsync("1001")).Find(made)!;
        Assert.Equal(
            (purchase.Key, 1, PurchaseOrderState.AwaitingApproval),
            (resend.ResendOf, Assert.Single(resend.Lines).Quantity, resend.State)
        );

        await _world.PlayAsync(made);
        await PayAsync(made);
        await ShipAsync(made, "ZTO2");
        Assert.Equal(["ZTO1", "ZTO2"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
        Assert.Equal(2, _world.Market.Created.Count);

        // Once more is a sequence of its own, too.
        Assert.Equal(
            2,
            Assert
                .Single(await _world.Commands.ResendAsync(order, [new LineQuantity("L1", 1)], "Ann", "lost again", CancellationToken.None))
                .Sequence
        );
    }

    [Fact]
    public async Task A_supplier_that_does_not_ship_in_time_is_reported_once()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2)) with
        {
            ShipBy = _world.Clock.GetUtcNow() + TimeSpan.FromDays(30),
        };
        await _world.RunAsync();
        var key = (await _world.PurchaseAsync("1001")).Key;
        await _world.PlayAsync(key);
        await PayAsync(key);
        var view = await _world.PlayAsync(key);
        Assert.Equal(
            (FulfilmentStep.AwaitShipment, true),
            (view.Step, view.WakeAt <= _world.Clock.GetUtcNow() + _world.Fulfilment.SupplierShipsWithin)
        );

        _world.Clock.Advance(view.WakeAt!.Value - _world.Clock.GetUtcNow());
        Assert.Null((await _world.PlayAsync(key)).WakeAt);
        var late = await _world.PurchaseAsync("1001");
        Assert.Equal((HoldReasons.ShipmentLate.Code, PurchaseOrderState.AwaitingShipment), (late.Hold?.Code, late.State));
        Assert.Contains("0 of 2 pieces", late.Hold!.Detail, StringComparison.Ordinal);

        // The clock goes on for what is missing when only a part comes.
        var id = late.SupplierOrders.Single().OrderId;
        _world.Market.Ship(id, "ZTO1", new ParcelLine($"{id}0", 1));
        _world.Market.Change(id, order => order with { Status = SupplierOrderStatus.AwaitingShipment, RawStatus = "waitsellersend" });
        await _world.NewsAsync(id);
        await _world.PlayAsync(key);
        var part = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.PartlyShipped, HoldReasons.ShipmentLate.Code), (part.State, part.Hold?.Code));
        Assert.Contains("1 of 2 pieces", part.Hold!.Detail, StringComparison.Ordinal);
        Assert.Equal(["ZTO1"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await ShipAsync(key, "ZTO2");
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
    }

    private async Task<PurchaseOrder> AskedInChinaAsync()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { ShipTo = s_inChina };
        await _world.RunAsync();
        await _world.PlayAsync((await _world.PurchaseAsync("1001")).Key);
        return await _world.PurchaseAsync("1001");
    }

    private async Task ChangeAsync(string id, Func<StoreOrder, StoreOrder> change)
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change(id, change);
        await _world.RunAsync();
    }

    // Lets the orchestration close a purchase that is not wanted any more, and the order be looked at again.
    private async Task CloseAsync(PurchaseOrderKey key)
    {
        _world.Clock.Advance(NextStepDecision.CancelNotBefore);
        await _world.PlayAsync(key);
        await _world.DrainAsync();
    }

    private async Task PayAsync(PurchaseOrderKey key)
    {
        await _world.PlayAsync(key);
        var purchase = (await _world.ReadAsync("1001")).Find(key)!;
        if (purchase.State == PurchaseOrderState.AwaitingApproval)
        {
            await _world.DecideAsync(purchase, approve: true);
        }

        await _world.PlayAsync(key);
        foreach (var order in purchase.SupplierOrders)
        {
            _world.Market.Pay(order.OrderId);
            await _world.NewsAsync(order.OrderId);
        }

        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.ReadAsync("1001")).Find(key)!.State);
    }

    private async Task ShipAsync(PurchaseOrderKey key, string number)
    {
        var id = (await _world.ReadAsync("1001")).Find(key)!.SupplierOrders.Single().OrderId;
        _world.Market.Ship(id, number);
        await _world.NewsAsync(id);
        await _world.PlayAsync(key);
        await _world.DrainAsync();
        await _world.PlayAsync(key);
    }
}
