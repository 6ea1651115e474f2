using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using NSubstitute;

namespace Dropship.Functions.Tests.Operations;

/// <summary>The page of one order: what can be done now is done there, by a form, once, and in the reader's name.</summary>
public sealed class OrderPageTests : IAsyncLifetime
{
    private readonly ApiBench _bench = new();
    private readonly Dictionary<int, string> _tickets = [];
    private readonly List<OrderEvent> _saved = [];

    public OrderPageTests() => _bench.Orders.Saved += _saved.AddRange;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task A_held_order_is_released_with_a_reason_and_the_name_of_the_reader()
    {
        Hold(HoldReasons.SkuUnmapped, "LAMP-RED");
        var page = await ShowAsync();
        Assert.Contains("LAMP-RED", page.Body!.TextContent, StringComparison.Ordinal);

        var said = await ActAsync(page, "release", ("why", "mapped it\n"));

        Assert.Equal("Released. The order goes on.", said);
        await _bench.Get<IWorkQueues>().Received().SendOrderAsync(_bench.Orders.Held.Key, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_number_leads_to_the_page_where_its_parcel_is_followed_and_tells_how_far_it_is()
    {
        var record = _bench.Orders.Held;
        _bench.Orders.Held = record with
        {
            PurchaseOrders =
            [
                .. record.PurchaseOrders.Select(purchase =>
                    purchase with
                    {
                        Parcels =
                        [
                            new Parcel
                            {
                                ParcelId = "LP1",
                                SupplierOrderId = "1690000000000000001",
                                WaybillNumber = "73123456789012",
                                CarrierName = "中通快递(ZTO)",
                                CarrierCode = "ZTO",
                                Status = ParcelStatus.OutForDelivery,
                                RawStatus = "5",
                                StoreLines = [],
                            },
                        ],
                    }
                ),
            ],
        };

        var page = await ShowAsync();

        var link = Assert.Single(page.QuerySelectorAll("a.tracking"));
        Assert.Equal("https://t.17track.net/en#nums=73123456789012", link.GetAttribute("href"));
        Assert.Equal(("noreferrer", "73123456789012"), (link.GetAttribute("rel"), link.TextContent));
        Assert.Contains("73123456789012", link.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains("ZTO Express · out for delivery", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_for_a_supplier_has_words_to_send()
    {
        var record = Facts.Record(state: PurchaseOrderState.AwaitingShipment);
        _bench.Orders.Held = record with
        {
            PurchaseOrders = [record.PurchaseOrders[0] with { Hold = new Hold(HoldReasons.ShipmentLate.Code, "0 of 2", Facts.Begin, []) }],
        };

        var words = Assert.Single((await ShowAsync()).QuerySelectorAll(".urge")).TextContent;

        Assert.Contains("订单 1690000000000000001 已付款，请尽快发货", words, StringComparison.Ordinal);
        Assert.Contains("Please ship them as soon as possible", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_waited_for_is_told_with_who_and_until_when()
    {
        _bench.Orders.Held = Facts.Record(state: PurchaseOrderState.AwaitingConfirmation);

        var page = await ShowAsync();

        Assert.Matches(
            @"(Waits until|Overdue: waits until) a person confirms that it is ordered, by the seller's team, (was )?due \d{4}-\d\d-\d\d \d\d:\d\d UTC",
            Assert.Single(page.QuerySelectorAll(".purchase .wait")).TextContent
        );
    }

    [Fact]
    public async Task An_unpaid_purchase_order_is_cancelled_from_its_own_form()
    {
        var page = await ShowAsync();
        var said = await ActAsync(page, "cancel", ("why", "wrong size"));

        Assert.Equal("The cancellation is under way.", said);
        var told = Assert.Single(_saved, told => told.What == EventKinds.CancelWanted);
        Assert.Equal(("person:Ann", "cancelled by Ann: wrong size"), (told.Actor, told.Why));
    }

    [Fact]
    public async Task A_prepared_purchase_order_is_confirmed()
    {
        _bench.Orders.Held = Facts.Record(state: PurchaseOrderState.AwaitingConfirmation);
        var said = await ActAsync(await ShowAsync(), "confirm");

        Assert.Equal("Confirmed. The order is being placed on 1688.", said);
        Assert.Contains(_saved, told => told is { Actor: "person:Ann", After: "Planned" });
    }

    [Fact]
    public async Task To_look_again_reads_the_store_and_each_order_on_1688()
    {
        var said = await ActAsync(await ShowAsync(), "look");

        Assert.StartsWith("The order is being read again.", said, StringComparison.Ordinal);
        await _bench.Get<IWorkQueues>().Received().SendStoreChangeAsync(_bench.Orders.Held.Key, null, null, Arg.Any<CancellationToken>());
        await _bench
            .Get<IWorkQueues>()
            .Received()
            .SendSupplierChangeAsync(new SupplierChange(Facts.Buyer.Id, "1690000000000000001"), null, Arg.Any<CancellationToken>());
        Assert.Contains(_saved, told => told is { Actor: "person:Ann" } && told.What == EventKinds.LookAgain);
    }

    [Theory]
    [InlineData("nonce", "1.x", "open for too long")]
    [InlineData("seen", "999", "the order changed")]
    [InlineData("why", "  ", "give a reason")]
    [InlineData("act", "erase", "does not wait for this")]
    [InlineData("purchase", "shop-one.6001.0123456789.s9", "does not wait for this")]
    public async Task A_form_that_does_not_fit_the_order_does_nothing(string field, string value, string says)
    {
        var page = await ShowAsync();
        var said = await ActAsync(page, "cancel", ("why", "wrong size"), (field, value));

        Assert.Contains(says, said, StringComparison.Ordinal);
        Assert.Empty(_saved);
    }

    [Fact]
    public async Task The_mark_of_one_order_s_page_is_no_good_for_another_order()
    {
        var page = await ShowAsync();
        var other = new OrderKey(_bench.Orders.Held.Key.AccountId, "6002");
        _bench.Orders.Held = Facts.Record() with { Key = other };

        Assert.Contains("open for too long", await ActAsync(page, "cancel", ("why", "wrong size")), StringComparison.Ordinal);
        Assert.Empty(_saved);
    }

    [Theory]
    [InlineData(PurchaseOrderState.Completed)]
    [InlineData(PurchaseOrderState.Cancelled)]
    public async Task What_cannot_be_done_is_not_offered(PurchaseOrderState state)
    {
        _bench.Orders.Held = Facts.Record(state: state);
        var page = await ShowAsync();
        Assert.Equal(["look"], page.QuerySelectorAll("button").Select(button => button.GetAttribute("value")));
    }

    [Theory]
    [InlineData(PurchaseOrderState.AwaitingShipment, "number", "cancel")]
    [InlineData(PurchaseOrderState.PushRefused, "mark")]
    [InlineData(PurchaseOrderState.Approved, "paid", "cancel")]
    public async Task What_people_did_elsewhere_is_entered_by_a_form(PurchaseOrderState state, params string[] acts)
    {
        var record = Facts.Record(state: state);
        _bench.Orders.Held = state is PurchaseOrderState.Approved ? record : With(record, purchase => purchase with { Hold = null });
        var page = await ShowAsync();

        Assert.Subset(
            page.QuerySelectorAll("button").Select(button => button.GetAttribute("value")!).ToHashSet(StringComparer.Ordinal),
            acts.ToHashSet(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_number_is_given_on_the_page_and_one_that_is_none_is_refused()
    {
        _bench.Orders.Held = Facts.Record(state: PurchaseOrderState.AwaitingShipment);
        var page = await ShowAsync();
        Assert.Contains(
            "Nothing was done",
            await ActAsync(page, "number", ("number", "none yet"), ("carrier", "who knows"), ("why", "told in the chat")),
            StringComparison.Ordinal
        );
        Assert.Empty(_saved);

        var said = await ActAsync(page, "number", ("number", "73123456789012"), ("carrier", "中通"), ("why", "told in the chat"));
        Assert.Equal("The number is taken.", said);
        Assert.Contains(_saved, told => told is { Actor: "person:Ann", Why: "told in the chat" } && told.What == EventKinds.NumberGiven);
    }

    [Fact]
    public async Task An_order_placed_by_hand_is_refused_in_words_when_it_does_not_fit()
    {
        _bench.Orders.Held = With(
            Facts.Record(state: PurchaseOrderState.AwaitingConfirmation),
            purchase => purchase with { SupplierOrders = [], Approval = null, Payment = null }
        );
        _bench
            .Market.ReadOrderAsync(Arg.Any<PurchasingAccount>(), "1699000000000000001", Arg.Any<CancellationToken>())
            .Returns(CallResult.Refused<SupplierOrder>("404", "no such order", RefusalMeaning.NotFound));
        var page = await ShowAsync();

        Assert.Contains(
            "give the number",
            await ActAsync(page, "placed", ("supplierOrder", "x"), ("why", "a coupon")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "could not be read",
            await ActAsync(page, "placed", ("supplierOrder", "1699000000000000001"), ("why", "a coupon")),
            StringComparison.Ordinal
        );
        Assert.Empty(_saved);
    }

    private static Order With(Order order, Func<PurchaseOrder, PurchaseOrder> change) =>
        order with
        {
            PurchaseOrders = [.. order.PurchaseOrders.Select(change)],
        };

    [Fact]
    public async Task The_page_leads_to_the_approval_to_1688_and_to_the_store_and_names_no_customer()
    {
        _bench
            .Get<IStorePlatforms>()
            .Find("shopify")!
            .OrderPageOf(Arg.Any<StoreAccount>(), "6001")
            .Returns(new Uri("https://shop.example/admin/orders/6001"));
        _bench.Market.OrderPageOf("1690000000000000001").Returns(new Uri("https://trade.example/?orderId=1690000000000000001"));
        var page = await ShowAsync();

        Assert.Equal(
            [
                ListPath,
                "https://shop.example/admin/orders/6001",
                "https://trade.example/?orderId=1690000000000000001",
                $"{ListPath}/approvals/{_bench.Orders.Held.PurchaseOrders[0].Key}",
            ],
            page.QuerySelectorAll("a").Select(link => link.GetAttribute("href"))
        );
        Assert.All(Facts.Secrets, secret => Assert.DoesNotContain(secret, page.DocumentElement.OuterHtml, StringComparison.Ordinal));
        Assert.Empty(page.QuerySelectorAll("script"));
    }

    [Fact]
    public async Task A_reader_of_chinese_reads_the_particulars_in_chinese()
    {
        Hold(HoldReasons.AddressIncomplete, HoldSentences.AddressLacks.With(("fields", "province, phone")));
        var page = await ShowAsync(reader: 1);

        Assert.Equal("zh-CN", page.DocumentElement.GetAttribute("lang"));
        Assert.Contains("缺少：省份、电话", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_was_not_issued_or_names_no_order_shows_nothing()
    {
        foreach (
            var (ticket, id) in ((string, string)[])[("1775000000.ann.k1.abc", "6001"), (Ticket(0), "7777"), (Ticket(0), string.Empty)]
        )
        {
            var answer = Assert.IsType<ContentResult>(await _bench.CallAsync("OrderPage", Request(), ticket, Facts.Account.Id, id));
            Assert.Equal(StatusCodes.Status404NotFound, answer.StatusCode);
        }
    }

    private string ListPath => $"/api/order-list/{Ticket(0)}";

    private void Hold(HoldReason reason, HoldDetail detail)
    {
        var record = Facts.Record();
        _bench.Orders.Held = record with
        {
            State = OrderState.Held,
            Hold = new Hold(reason.Code, detail.Text, Facts.Begin, [], detail.Facts),
            PurchaseOrders = [],
        };
    }

    // The next second makes another ticket, and a form is good only with the one that its page was shown for.
    private string Ticket(int reader)
    {
        if (!_tickets.TryGetValue(reader, out var ticket))
        {
            _tickets[reader] = ticket = _bench.Get<OrderListLinks>().IssueToAll()[reader].Address.Segments[^1];
        }

        return ticket;
    }

    private HttpRequest Request(int reader = 0)
    {
        var request = new DefaultHttpContext().Request;
        var key = _bench.Orders.Held.Key;
        request.Path = $"/api/order-list/{Ticket(reader)}/orders/{key.AccountId}/{key.StoreOrderId}";
        return request;
    }

    private async Task<IHtmlDocument> ShowAsync(int reader = 0)
    {
        var key = _bench.Orders.Held.Key;
        var answer = await _bench.CallAsync("OrderPage", Request(reader), Ticket(reader), key.AccountId, key.StoreOrderId);
        return new HtmlParser().ParseDocument(Assert.IsType<ContentResult>(answer).Content!);
    }

    // Presses a button of the page; gives what the page then says.
    private async Task<string> ActAsync(IHtmlDocument page, string act, params (string Name, string Value)[] more)
    {
        var form = page.QuerySelector($"button[value={act}]")!.Closest("form")!;
        var fields = form.QuerySelectorAll("input")
            .ToDictionary(field => field.GetAttribute("name")!, field => field.GetAttribute("value")!);
        fields["act"] = act;
        foreach (var (name, value) in more)
        {
            fields[name] = value;
        }

        var request = Request();
        request.Method = "POST";
        request.ContentType = "application/x-www-form-urlencoded";
        request.Body = await new FormUrlEncodedContent(fields).ReadAsStreamAsync();
        var key = _bench.Orders.Held.Key;
        var answer = await _bench.CallAsync("OrderAct", request, Ticket(0), key.AccountId, key.StoreOrderId);
        return new HtmlParser().ParseDocument(Assert.IsType<ContentResult>(answer).Content!).QuerySelector("#said")!.TextContent;
    }
}
