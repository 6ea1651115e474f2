using Dropship.Core.Orders;
using Dropship.Core.Planning;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Planning;

/// <summary>Nothing that is open is passed over without a word, and nothing that is not ours asks for a person.</summary>
public sealed class OpenGoodsTests
{
    private readonly World _world = new();

    [Fact]
    public async Task An_order_from_before_the_stores_time_is_left_alone_whatever_tells_of_it()
    {
        await _world.StoreAccounts.SaveAsync(
            World.StoreAccount with
            {
                TakeOrdersSince = _world.Clock.GetUtcNow() - TimeSpan.FromDays(1),
            },
            CancellationToken.None
        );
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        var old = World.Order("1001", ("L1", "SKU-A", 1)) with
        {
            CreatedAt = _world.Clock.GetUtcNow() - TimeSpan.FromDays(30),
            UpdatedAt = _world.Clock.GetUtcNow(),
        };
        _world.Store.Orders["1001"] = old;

        await _world.SinglePull.ReadAsync(
            new StoreChange(new OrderKey(World.Account, "1001"), old.UpdatedAt),
            _world.Mapper.AtOnce(isRedelivery: false),
            CancellationToken.None
        );
        await _world.SinglePull.ReadAsync(new StoreChange(new OrderKey(World.Account, "1001"), null), review: null, CancellationToken.None);
        await _world.RunAsync();
        await _world.ReconcileAsync();

        Assert.Null(await _world.Orders.LoadAsync(new OrderKey(World.Account, "1001"), CancellationToken.None));
        Assert.Empty(_world.Market.Created);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_order_from_before_the_stores_time_is_left_alone_when_it_could_not_be_read_at_first(bool byWebhook)
    {
        var now = _world.Clock.GetUtcNow();
        await _world.StoreAccounts.SaveAsync(
            World.StoreAccount with
            {
                TakeOrdersSince = now - TimeSpan.FromDays(1),
            },
            CancellationToken.None
        );
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with
        {
            CreatedAt = now - TimeSpan.FromDays(30),
            UpdatedAt = now,
        };
        _world.Store.Malformed["1001"] = "totalPrice is missing";
        var change = new StoreChange(new OrderKey(World.Account, "1001"), null);
        await _world.SinglePull.ReadAsync(change, review: null, CancellationToken.None);
        await _world.DrainAsync();
        Assert.Equal(HoldReasons.OrderMalformed.Code, (await _world.ReadAsync("1001")).Hold!.Code);

        _world.Store.Malformed.Clear();
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        _world.Store.Change("1001", order => order with { Note = "tagged" });
        if (byWebhook)
        {
            await _world.SinglePull.ReadAsync(change, _world.Mapper.AtOnce(isRedelivery: false), CancellationToken.None);
        }

        await _world.RunAsync();
        Assert.Equal((OrderState.SellerFulfilled, null), ((await _world.ReadAsync("1001")).State, (await _world.ReadAsync("1001")).Hold));

        // Nothing that happens to it later brings it in.
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        _world.Store.Change("1001", order => order with { Lines = [.. order.Lines, order.Lines[0] with { LineId = "L2" }] });
        await _world.RunAsync();
        await _world.ReconcileAsync();

        Assert.Equal(OrderState.SellerFulfilled, (await _world.ReadAsync("1001")).State);
        Assert.Empty(_world.Market.Created);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task An_order_that_was_taken_goes_on_hearing_of_its_changes_when_the_time_is_set_later()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { Payment = StorePaymentStatus.Pending };
        await _world.RunAsync();
        await _world.StoreAccounts.SaveAsync(
            World.StoreAccount with
            {
                TakeOrdersSince = _world.Clock.GetUtcNow() + TimeSpan.FromDays(1),
            },
            CancellationToken.None
        );
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        _world.Store.Change("1001", order => order with { CancelledAt = _world.Clock.GetUtcNow() });
        await _world.RunAsync();

        Assert.Equal(OrderState.Cancelled, (await _world.ReadAsync("1001")).State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Unfulfilled_goods_that_the_store_does_not_let_us_ship_hold_the_order(int hidden)
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        await _world.MapAsync("SKU-B", World.Item("supplier-1", "610000000002"));
        var order = World.Order("1001", ("L1", "SKU-A", 1), ("L2", "SKU-B", 1));
        _world.Store.Orders["1001"] = order with
        {
            Lines = [.. order.Lines.Select((line, index) => index >= 2 - hidden ? line with { HiddenQuantity = 1 } : line)],
        };
        await _world.RunAsync();

        var held = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Held, HoldReasons.GoodsHidden.Code), (held.State, held.Hold!.Code));
        Assert.Contains("L2", held.Hold.Detail, StringComparison.Ordinal);
        Assert.Single(_world.AlertRows.Open);
        Assert.Empty(_world.Market.Created);

        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        _world.Store.Change("1001", now => now with { Lines = [.. now.Lines.Select(line => line with { HiddenQuantity = 0 })] });
        await _world.RunAsync();
        Assert.Equal(2, Assert.Single(_world.Market.Created).Lines.Count);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task Hidden_goods_that_the_seller_sends_himself_concern_nobody()
    {
        await _world.Mapper.SaveMappingAsync(
            new SkuMapping
            {
                AccountId = World.Account,
                Sku = "OWN-1",
                Version = 0,
                Items = [],
                IsSellerFulfilled = true,
            },
            CancellationToken.None
        );
        var order = World.Order("1001", ("L1", "OWN-1", 1));
        _world.Store.Orders["1001"] = order with { Lines = [order.Lines[0] with { HiddenQuantity = 1 }] };
        await _world.RunAsync();

        Assert.Equal(OrderState.SellerFulfilled, (await _world.ReadAsync("1001")).State);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task Goods_that_vanish_from_sight_after_they_were_bought_are_not_taken_for_refunded()
    {
        var purchase = await _world.PaidAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        _world.Store.Change(
            "1001",
            now => now with { Lines = [.. now.Lines.Select(line => line with { HiddenQuantity = line.OpenQuantity })] }
        );
        await _world.RunAsync();

        var now = (await _world.ReadAsync("1001")).Find(purchase.Key)!;
        Assert.Equal((PurchaseOrderState.AwaitingShipment, null), (now.State, now.Hold));
    }

    [Fact]
    public async Task A_mapped_line_that_is_not_marked_as_physical_holds_the_order()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        var order = World.Order("1001", ("L1", "SKU-A", 1));
        _world.Store.Orders["1001"] = order with { Lines = [order.Lines[0] with { RequiresShipping = false, OpenQuantity = 0 }] };
        await _world.RunAsync();

        var held = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Held, HoldReasons.MappingContradicted.Code), (held.State, held.Hold!.Code));
        Assert.Single(_world.AlertRows.Open);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("GIFT-25", true)]
    [InlineData("SKU-A", false)]
    public async Task Gift_cards_and_what_was_delivered_already_concern_nobody(string? sku, bool isOpen)
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        var order = World.Order("1001", ("L1", sku, 1));
        _world.Store.Orders["1001"] = order with
        {
            ShipTo = null,
            Lines = [order.Lines[0] with { RequiresShipping = false, OpenQuantity = 0 }],
            Fulfilments = isOpen ? [] : [new StoreFulfilment("F1", false, [], [new LineQuantity("L1", 1)])],
        };
        await _world.RunAsync();

        Assert.NotEqual(OrderState.Held, (await _world.ReadAsync("1001")).State);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_order_of_the_sellers_own_goods_needs_no_address(bool hasAddress)
    {
        await _world.Mapper.SaveMappingAsync(
            new SkuMapping
            {
                AccountId = World.Account,
                Sku = "OWN-1",
                Version = 0,
                Items = [],
                IsSellerFulfilled = true,
            },
            CancellationToken.None
        );
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "OWN-1", 1)) with
        {
            ShipTo = hasAddress ? World.Address with { Phone = null } : null,
            StoreHold = "OTHER",
        };
        await _world.RunAsync();

        Assert.Equal(OrderState.SellerFulfilled, (await _world.ReadAsync("1001")).State);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task Goods_to_buy_without_an_address_are_held()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { ShipTo = null };
        await _world.RunAsync();

        Assert.Equal(
            (HoldReasons.AddressIncomplete.Code, "address"),
            ((await _world.ReadAsync("1001")).Hold!.Code, (await _world.ReadAsync("1001")).Hold!.Detail)
        );
    }

    [Theory]
    [InlineData("CW")]
    [InlineData("AW")]
    [InlineData("BH")]
    [InlineData("TR")]
    [InlineData("US")]
    [InlineData("XK")]
    public void What_goes_to_the_forwarder_needs_the_country_alone(string country) =>
        Assert.Empty(
            AddressRules.FindMissing(
                World.Order("1001", ("L1", "SKU-A", 1)) with
                {
                    ShipTo = new ShipTo
                    {
                        FullName = string.Empty,
                        Country = country,
                        Line1 = string.Empty,
                    },
                }
            )
        );

    [Theory]
    [InlineData("TW", null, "台北市", "")]
    [InlineData("MO", null, "氹仔", "")]
    [InlineData("HK", "Kowloon", null, "")]
    [InlineData("CN", null, "杭州市", "province")]
    [InlineData("CN", "Zhejiang", " ", "city")]
    [InlineData("CN", "Beijing", null, "")]
    public void A_region_that_the_country_or_the_province_names_need_not_be_given(
        string country,
        string? province,
        string? city,
        string missing
    )
    {
        var address = new ShipTo
        {
            FullName = "李伟",
            Phone = "13800000101",
            Country = country,
            Province = province,
            City = city,
            Line1 = "文三路398号",
        };

        Assert.Equal(
            missing,
            string.Join(", ", AddressRules.FindMissing(World.Order("1001", ("L1", "SKU-A", 1)) with { ShipTo = address }))
        );
    }

    [Fact]
    public async Task A_word_for_the_payment_that_is_not_known_holds_the_order()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { Payment = StorePaymentStatus.Unknown };
        await _world.RunAsync();
        Assert.Equal(
            (OrderState.Held, HoldReasons.OrderMalformed.Code),
            ((await _world.ReadAsync("1001")).State, (await _world.ReadAsync("1001")).Hold!.Code)
        );
        Assert.Single(_world.AlertRows.Open);

        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        _world.Store.Change("1001", order => order with { Payment = StorePaymentStatus.Paid });
        await _world.RunAsync();
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task Orders_that_are_paid_on_delivery_are_bought_where_the_account_says_so()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { TakePendingOrders = true }, CancellationToken.None);
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { Payment = StorePaymentStatus.Pending };
        await _world.RunAsync();

        Assert.Single(_world.Market.Created);
    }

    [Theory]
    [InlineData("SKU TEE", "SKU TEE", "42", true)]
    [InlineData("TEE", "tee ", "42", true)]
    [InlineData("TEE", "TEE", "41", false)]
    public async Task One_sku_that_stands_for_two_variants_holds_the_order(string first, string second, string variant, bool isHeld)
    {
        await _world.MapAsync(first, World.Item("supplier-1", "610000000001"));
        var order = World.Order("1001", ("L1", first, 1), ("L2", second, 1));
        _world.Store.Orders["1001"] = order with
        {
            Lines =
            [
                order.Lines[0] with
                {
                    VariantId = "41",
                    VariantTitle = "S",
                },
                order.Lines[1] with
                {
                    VariantId = variant,
                    VariantTitle = "XL",
                },
            ],
        };
        await _world.RunAsync();

        var now = await _world.ReadAsync("1001");
        Assert.Equal(isHeld ? HoldReasons.MappingContradicted.Code : null, now.Hold?.Code);
        Assert.Equal(isHeld, _world.Market.Created.Count == 0);
        if (isHeld)
        {
            Assert.Contains("XL", now.Hold!.Detail, StringComparison.Ordinal);
            await _world.Mapper.SaveMappingAsync(
                new SkuMapping
                {
                    AccountId = World.Account,
                    Sku = first,
                    Version = 0,
                    Items = [World.Item("supplier-1", "610000000001")],
                    CoversAllVariants = true,
                },
                CancellationToken.None
            );
            await _world.Commands.ReleaseAsync(now.Key, "Ann", "they are the same", CancellationToken.None);
            await _world.DrainAsync();
            Assert.Single(_world.Market.Created);
        }
    }

    [Theory]
    [InlineData("42", null, true)]
    [InlineData("41", null, false)]
    [InlineData("42", "42", false)]
    [InlineData("41", "42", true)]
    public async Task A_mapping_stands_for_one_variant_over_all_orders(string later, string? named, bool isHeld)
    {
        await _world.Mapper.SaveMappingAsync(Tee(named), CancellationToken.None);
        if (named is null)
        {
            _world.Store.Orders["1001"] = TeeOrder("1001", "41", "S");
            await _world.RunAsync();
            Assert.Single(_world.Market.Created);
        }

        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        _world.Store.Orders["1002"] = TeeOrder("1002", later, "XL");
        await _world.RunAsync();

        var now = await _world.ReadAsync("1002");
        Assert.Equal(isHeld ? HoldReasons.MappingContradicted.Code : null, now.Hold?.Code);
        if (!isHeld)
        {
            return;
        }

        Assert.Contains("XL", now.Hold!.Detail, StringComparison.Ordinal);
        Assert.Contains(named is null ? "Thing / S" : named, now.Hold.Detail, StringComparison.Ordinal);
        Assert.Equal(["TEE"], now.Hold.Subjects);
        Assert.Contains(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.MappingContradicted.Code);
        await _world.Mapper.SaveMappingAsync(Tee(later), CancellationToken.None);
        await _world.Commands.ReleaseAsync(now.Key, "Ann", "mapped for it", CancellationToken.None);
        await _world.DrainAsync();
        Assert.Null((await _world.ReadAsync("1002")).Hold);
    }

    [Fact]
    public async Task A_mapping_to_other_goods_may_stand_for_another_variant()
    {
        await _world.Mapper.SaveMappingAsync(Tee(null), CancellationToken.None);
        _world.Store.Orders["1001"] = TeeOrder("1001", "41", "S");
        await _world.RunAsync();
        await _world.Mapper.SaveMappingAsync(Tee(null) with { Items = [World.Item("supplier-1", "610000000002")] }, CancellationToken.None);

        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        _world.Store.Orders["1002"] = TeeOrder("1002", "42", "XL");
        await _world.RunAsync();

        Assert.Null((await _world.ReadAsync("1002")).Hold);
        Assert.Equal(2, _world.Market.Created.Count);
    }

    [Theory]
    [InlineData("SKU-A ", "SKU-A")]
    [InlineData("sku-a", "SKU-A")]
    [InlineData("ＳＫＵ－Ａ", "SKU-A")]
    [InlineData("\u202ASKU-A\u202C", "SKU-A")]
    [InlineData("SKU-A", "sku-a\u00A0")]
    public async Task A_sku_is_matched_whatever_its_case_blanks_and_width(string inStore, string mapped)
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", inStore, 1));
        await _world.RunAsync();
        Assert.Equal(HoldReasons.SkuUnmapped.Code, (await _world.ReadAsync("1001")).Hold!.Code);

        await _world.MapAsync(mapped, World.Item("supplier-1", "610000000001"));
        await _world.DrainAsync();

        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task The_very_sku_goes_before_one_that_is_only_alike_and_of_two_alike_neither_counts()
    {
        await _world.MapAsync("abc", World.Item("supplier-1", "610000000001"));
        await _world.MapAsync("ABC", World.Item("supplier-1", "610000000002"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "ABC", 1));
        _world.Store.Orders["1002"] = World.Order("1002", ("L1", "Abc", 1));
        await _world.RunAsync();

        Assert.Equal("610000000002", Assert.Single(Assert.Single(_world.Market.Created).Lines).OfferId);
        Assert.Equal(HoldReasons.SkuUnmapped.Code, (await _world.ReadAsync("1002")).Hold!.Code);
    }

    [Theory]
    [InlineData("TEE\nRED")]
    [InlineData("\u202ETEE")]
    [InlineData("TEE\u200B")]
    [InlineData("TEE\u0007")]
    [InlineData(" ")]
    [InlineData("\u200B\uFEFF")]
    public void A_sku_that_holds_what_nobody_sees_is_not_saved(string sku)
    {
        var mapping = new SkuMapping
        {
            AccountId = World.Account,
            Sku = sku,
            Version = 0,
            Items = [World.Item("supplier-1", "610000000001")],
        };

        Assert.StartsWith("sku:", Assert.Single(SkuMappingRules.Check(mapping)), StringComparison.Ordinal);
        Assert.Empty(SkuMappingRules.Check(mapping with { Sku = "红色 T恤/XL" }));
        Assert.Single(SkuMappingRules.Check(mapping with { Sku = new string('x', 600) }));
    }

    [Theory]
    [InlineData("javascript:alert(1)", null, "items[0].imageUrl")]
    [InlineData("data:text/html,x", null, "items[0].imageUrl")]
    [InlineData("/picture.jpg", null, "items[0].imageUrl")]
    [InlineData("https://cbu01.alicdn.com/1.jpg", "T\u202Eshirt", "items[0].title")]
    [InlineData("https://cbu01.alicdn.com/1.jpg", "红色 T恤", null)]
    public void Goods_have_a_picture_from_the_web_and_a_title_that_is_what_it_looks_like(string image, string? title, string? field)
    {
        var mapping = new SkuMapping
        {
            AccountId = World.Account,
            Sku = "TEE",
            Version = 0,
            Items = [World.Item("supplier-1", "610000000001") with { ImageUrl = image, Title = title }],
        };

        Assert.Equal(field, SkuMappingRules.Check(mapping).SingleOrDefault()?.Split(':')[0]);
    }

    [Theory]
    [InlineData("L")]
    [InlineData("商品")]
    [InlineData("👍")]
    public void The_history_of_a_very_large_order_fits_into_its_rows(string name)
    {
        var edit = new OrderEdit(
            new Order
            {
                Key = new OrderKey("shop", "1"),
                StoreOrder = World.Order("1"),
                State = OrderState.New,
                StateSince = default,
                FirstSeenAt = default,
            },
            Actor.Store,
            _world.Clock.GetUtcNow()
        );
        var lines = string.Join(' ', Enumerable.Range(0, 250).Select(line => $"{name}{line}:SKU-{line}x1/1"));
        for (var count = 0; count < 50; count++)
        {
            edit.AddEvent(EventKinds.OrderChanged, lines, lines, lines);
        }

        Assert.All(edit.Events, told => Assert.True(told.IsIntact()));
        Assert.InRange(edit.Events.Sum(told => System.Text.Json.JsonSerializer.Serialize(told).Length), 1, 512 * 1024);
        Assert.EndsWith($"({lines.Length} characters)", edit.Events[0].Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50, 1)]
    [InlineData(51, 2)]
    [InlineData(120, 3)]
    public async Task What_is_more_than_the_market_takes_in_one_order_is_split(int kinds, int purchases)
    {
        for (var kind = 0; kind < kinds; kind++)
        {
            await _world.MapAsync($"SKU-{kind}", World.Item("supplier-1", $"{610000000001 + kind}"));
        }

        _world.Store.Orders["1001"] = World.Order(
            "1001",
            [.. Enumerable.Range(0, kinds).Select(kind => ($"L{kind}", (string?)$"SKU-{kind}", 2))]
        );
        await _world.RunAsync();

        var made = (await _world.ReadAsync("1001")).PurchaseOrders;
        Assert.Equal(purchases, made.Select(purchase => purchase.Key).Distinct().Count());
        Assert.All(made, purchase => Assert.InRange(purchase.Lines.Count, 1, PurchasePlan.MostKinds));
        Assert.Equal(kinds, made.SelectMany(purchase => purchase.Lines).Select(line => line.OfferId).Distinct().Count());
        Assert.Equal(kinds * 2, made.SelectMany(purchase => purchase.Lines).Sum(line => line.Quantity));
        Assert.Equal(purchases, _world.Market.Created.Count);
    }

    [Fact]
    public async Task A_hold_of_the_store_on_other_goods_does_not_keep_ours_back()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        await _world.Mapper.SaveMappingAsync(
            new SkuMapping
            {
                AccountId = World.Account,
                Sku = "OWN-1",
                Version = 0,
                Items = [],
                IsSellerFulfilled = true,
            },
            CancellationToken.None
        );
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1), ("L2", "OWN-1", 1)) with
        {
            StoreHold = "OTHER",
            HeldLines = ["L2"],
        };
        _world.Store.Orders["1002"] = World.Order("1002", ("L1", "SKU-A", 1), ("L2", "OWN-1", 1)) with
        {
            StoreHold = "OTHER",
            HeldLines = ["L1"],
        };
        await _world.RunAsync();

        Assert.Single(_world.Market.Created);
        Assert.Equal(HoldReasons.StoreHold.Code, (await _world.ReadAsync("1002")).Hold!.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hold_that_ends_without_a_newer_time_of_change_is_found_by_a_release_and_by_the_comparison(bool byPerson)
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { StoreHold = "SCHEDULED for 2026-03-02 00:00 UTC" };
        await _world.RunAsync();
        _world.Store.Orders["1001"] = _world.Store.Orders["1001"] with { StoreHold = null };
        _world.Clock.Advance(TimeSpan.FromDays(2));
        await _world.RunAsync();
        Assert.Empty(_world.Market.Created);

        if (byPerson)
        {
            await _world.Commands.ReleaseAsync(new OrderKey(World.Account, "1001"), "Ann", "it is due", CancellationToken.None);
            await _world.DrainAsync();
        }
        else
        {
            await _world.ReconcileAsync();
        }

        Assert.Single(_world.Market.Created);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_order_that_is_deleted_in_the_store_withdraws_its_approval_and_is_told(bool byComparison)
    {
        var purchase = await _world.AskedAsync();
        _world.Store.Orders.Remove("1001");
        _world.Clock.Advance(TimeSpan.FromMinutes(1));

        if (byComparison)
        {
            await _world.ReconcileAsync();
        }
        else
        {
            await _world.SinglePull.ReadAsync(
                new StoreChange(purchase.Key.Order, null),
                _world.Mapper.AtOnce(isRedelivery: false),
                CancellationToken.None
            );
        }

        await _world.PlayAsync(purchase.Key);
        await _world.DrainAsync();

        var order = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Cancelled, PurchaseOrderState.Cancelled), (order.State, order.PurchaseOrders.Single().State));
        Assert.Equal(SupplierOrderStatus.Cancelled, _world.Market.Single.Status);
        Assert.Contains(
            _world.AlertRows.Open.Values,
            alert => alert.Notice.Code == HoldReasons.StoreGap.Code && alert.Notice.Detail.Contains("deleted", StringComparison.Ordinal)
        );
        Assert.NotEqual(
            ApprovalStanding.Open,
            (await _world.Approvals.VisitAsync(purchase.Key.Value, _world.TicketOf(purchase), CancellationToken.None)).Standing
        );
    }

    [Fact]
    public async Task An_old_order_that_the_app_cannot_see_is_not_taken_for_deleted()
    {
        var purchase = await _world.AskedAsync();
        _world.Store.Orders.Remove("1001");
        _world.Clock.Advance(TimeSpan.FromDays(61));

        await _world.SinglePull.ReadAsync(
            new StoreChange(purchase.Key.Order, null),
            _world.Mapper.AtOnce(isRedelivery: false),
            CancellationToken.None
        );

        Assert.False((await _world.ReadAsync("1001")).StoreOrder.IsCancelled);
    }

    private static SkuMapping Tee(string? variant) =>
        new()
        {
            AccountId = World.Account,
            Sku = "TEE",
            Version = 0,
            Items = [World.Item("supplier-1", "610000000001")],
            Variant = variant is null ? null : new MappedVariant(variant, null),
        };

    private static StoreOrder TeeOrder(string id, string variant, string title)
    {
        var order = World.Order(id, ("L1", "TEE", 1));
        return order with { Lines = [order.Lines[0] with { Title = "Thing", VariantId = variant, VariantTitle = title }] };
    }
}
