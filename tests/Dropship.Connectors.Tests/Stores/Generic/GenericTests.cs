using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Dropship.Connectors.Http;
using Dropship.Connectors.Stores.Generic;
using Dropship.Connectors.Tests.Stores.Scenarios;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Ingest;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Tooling;

namespace Dropship.Connectors.Tests.Stores.Generic;

/// <summary>Stores whose orders are submitted: what is read of them, and how the seller's system is told of shipments.</summary>
public sealed class GenericTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_submitted_order_is_read_in_minor_units_and_in_UTC()
    {
        var order = Read(Good()).Order!;

        Assert.Equal(("A-1", "1001", new Money(2550, "USD")), (order.StoreOrderId, order.Number, order.Total));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), order.CreatedAt);
        Assert.Equal(StorePaymentStatus.Paid, order.Payment);
        var line = Assert.Single(order.Lines);
        Assert.Equal(
            ("l1", "TEE", 2, 1, new Money(1275, "USD")),
            (line.LineId, line.Sku, line.Quantity, line.OpenQuantity, line.UnitPrice)
        );
        Assert.Equal(("DE", "Größe 北京"), (order.ShipTo!.Country, order.ShipTo.FullName));
    }

    [Fact]
    public void All_that_is_wrong_with_an_order_is_told_at_once_and_without_what_stands_there()
    {
        var order = Good();
        order["createdAt"] = "2026-03-01T08:00:00";
        order["payment"] = "perhaps";
        order["total"] = 25.505;
        order["colour"] = "red";
        order["shipTo"]!["country"] = "Germany";
        order["lines"]![0]!["quantity"] = -2;
        order["lines"]![0]!["title"] = new JsonObject { ["secret"] = "Mrs Miller" };

        var read = Read(order);

        Assert.Null(read.Order);
        Assert.Equal(
            ["colour", "country", "createdAt", "payment", "quantity", "takenBack", "title", "total"],
            read.Problems.Select(problem => problem[..problem.IndexOf(':', StringComparison.Ordinal)].Split('.')[^1])
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(read.Problems, problem => problem.Contains("Miller", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("currency")]
    [InlineData("createdAt")]
    [InlineData("payment")]
    [InlineData("total")]
    public void A_field_that_must_be_there_is_missed_when_it_is_blank_too(string name)
    {
        foreach (var blank in (string[])["", "  ", "\t"])
        {
            var order = Good();
            order[name] = blank;

            var read = Read(order);

            Assert.Null(read.Order);
            Assert.StartsWith($"{name}: ", Assert.Single(read.Problems), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("A\u200B1")]
    [InlineData("A|1")]
    [InlineData("A\u00001")]
    public void An_id_that_cannot_be_seen_or_told_apart_is_refused(string id)
    {
        var order = Good();
        order["id"] = id;

        Assert.StartsWith("id: must hold no", Assert.Single(Read(order).Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JPY", "1200", 1200)]
    [InlineData("VND", "150000", 150_000)]
    [InlineData("EUR", "12.5", 1250)]
    public void Money_counts_in_the_currencys_own_minor_units(string currency, string text, long minor)
    {
        var order = Good();
        order["currency"] = currency;
        order["total"] = text;
        order["lines"]![0]!["unitPrice"] = text;

        Assert.Equal(new Money(minor, currency), Read(order).Order!.Total);
    }

    [Fact]
    public void A_yen_has_no_hundredths()
    {
        var order = Good();
        order["currency"] = "JPY";

        Assert.Equal(2, Read(order).Problems.Count);
    }

    [Fact]
    public void The_interface_is_described_with_the_fields_that_are_read()
    {
        var file = Path.Combine(RepositoryRoot.Find(), "docs/reference/order-intake.openapi.json");
        var schemas = JsonNode.Parse(File.ReadAllText(file))!["components"]!["schemas"]!;

        Assert.Equal(SubmissionFields.Order, NamesOf("Order"));
        Assert.Equal(SubmissionFields.Address, NamesOf("Address"));
        Assert.Equal(SubmissionFields.Line, NamesOf("Line"));

        IEnumerable<string> NamesOf(string schema) => schemas[schema]!["properties"]!.AsObject().Select(field => field.Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"orders\":{}}")]
    [InlineData("{\"orders\":")]
    public void A_body_that_is_no_list_of_orders_is_unreadable(string body) =>
        Assert.Null(GenericMapper.Read(Encoding.UTF8.GetBytes(body), s_now));

    [Fact]
    public void Broken_text_is_read_as_far_as_it_goes()
    {
        var body = Encoding.UTF8.GetBytes(Body(Good())).ToList();
        body.InsertRange(Body(Good()).IndexOf("T-shirt", StringComparison.Ordinal), [0xC3, 0x28]);

        var read = Assert.Single(GenericMapper.Read(body.ToArray(), s_now)!);
        Assert.Empty(read.Problems);
    }

    [Fact]
    public async Task A_submission_is_taken_under_either_secret_and_no_other_and_not_when_it_is_old()
    {
        await using var side = await GenericSide.StartGenericAsync();
        await side.Bench.Bench.GiveStoreSecretAsync(new { secret = "new", formerSecret = "old" });
        Assert.Equal(ProblemKind.Unauthorized, (await side.Platform.VerifyAsync(side.Account, CancellationToken.None)).Problem!.Kind);

        Assert.True(await IsTakenAsync("new", DateTimeOffset.UtcNow));
        Assert.True(await IsTakenAsync("old", DateTimeOffset.UtcNow));
        Assert.False(await IsTakenAsync("other", DateTimeOffset.UtcNow));
        Assert.False(await IsTakenAsync("new", DateTimeOffset.UtcNow.AddMinutes(-6)));

        async Task<bool> IsTakenAsync(string secret, DateTimeOffset time)
        {
            const string Path = "/api/stores/shop1/orders";
            var body = Encoding.UTF8.GetBytes(Body(Good()));
            var headers = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [RequestSignature.TimeHeader.ToLowerInvariant()] = $"{time.ToUnixTimeSeconds()}",
                [RequestSignature.SignatureHeader] = RequestSignature.Sign(secret, time.ToUnixTimeSeconds(), "POST", Path, body),
            };
            return await ((IOrderSubmissions)side.Platform).IsGenuineAsync(
                side.Account,
                new WebhookRequest(new Uri($"https://app.example{Path}"), headers, body),
                CancellationToken.None
            );
        }
    }

    [Fact]
    public async Task Pages_of_the_listing_lose_nothing()
    {
        await using var side = await GenericSide.StartGenericAsync();
        await side.MakeAsync(new { sku = "TEE-BLK-M", count = 230 });

        var listed = await side.ListAsync();

        Assert.Equal(230, listed.Select(reading => reading.StoreOrderId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Two_numbers_at_once_are_two_shipments_and_each_keeps_its_id()
    {
        await using var side = await GenericSide.StartGenericAsync();
        var id = await side.MakeOrderAsync(lines: 2);
        var lines = (await side.ReadAsync(id)).Lines;

        var told = await Task.WhenAll(
            side.TellAsync(id, StoreSide.SupplierNumber, lines[0]),
            side.TellAsync(id, StoreSide.SupplierNumber + "2", lines[1])
        );

        Assert.All(told, one => Assert.True(one.IsSuccess, one.ToString()));
        Assert.Equal(2, told.Select(one => one.Value.FulfilmentId).Distinct(StringComparer.Ordinal).Count());
        var parcels = await ParcelsAsync(side, id);
        Assert.Equal(
            [StoreSide.SupplierNumber, StoreSide.SupplierNumber + "2"],
            parcels.Select(parcel => parcel!["numbers"]![0]!.GetValue<string>()).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_shipment_in_doubt_whose_number_is_replaced_is_told_under_the_new_number_alone()
    {
        await using var side = await GenericSide.StartGenericAsync();
        var id = await side.MakeOrderAsync();
        var order = await side.ReadAsync(id);
        await side.Bench.FaultAsync("generic", "shipment", "drop-reply-after-work");
        Assert.Equal(CallOutcome.Unknown, (await side.TellAsync(id, StoreSide.SupplierNumber, order.Lines)).Outcome);
        var doubtful = Assert.Single((await side.ReadAsync(id)).Fulfilments);

        var push = PushOf(id) with { TrackingNumber = "LX1", Replaces = StoreSide.SupplierNumber };
        Assert.True(
            (
                await ((ITrackingPush)side.Platform).ReplaceTrackingAsync(side.Account, doubtful.FulfilmentId, push, CancellationToken.None)
            ).IsSuccess
        );

        var parcel = Assert.Single(await ParcelsAsync(side, id));
        Assert.Equal(["LX1"], parcel!["numbers"]!.AsArray().Select(number => number!.GetValue<string>()));
    }

    [Fact]
    public async Task A_shipment_whose_telling_broke_off_is_in_doubt_and_one_that_was_never_sent_is_not()
    {
        await using var side = await GenericSide.StartGenericAsync();
        var (broken, unsent) = (await side.MakeOrderAsync(), await side.MakeOrderAsync());
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var account = side.Account with { Endpoint = new Uri($"http://{listener.LocalEndpoint}/") };
        using var stop = new CancellationTokenSource();
        var push = PushOf(broken) with { Lines = [new LineQuantity((await side.ReadAsync(broken)).Lines[0].LineId, 2)] };

        var telling = ((ITrackingPush)side.Platform).PushTrackingAsync(account, push, stop.Token);
        using (await listener.AcceptTcpClientAsync(CancellationToken.None))
        {
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => telling);
        }

        using var nobody = new DeafPort();
        var refused = await ((ITrackingPush)side.Platform).PushTrackingAsync(
            account with
            {
                Endpoint = nobody.Address,
            },
            push with
            {
                StoreOrderId = unsent,
                Lines = [new LineQuantity((await side.ReadAsync(unsent)).Lines[0].LineId, 2)],
            },
            CancellationToken.None
        );

        Assert.Equal(CallOutcome.NotSent, refused.Outcome);
        Assert.Equal(["LX1"], Assert.Single((await side.ReadAsync(broken)).Fulfilments).TrackingNumbers);
        Assert.Empty((await side.ReadAsync(unsent)).Fulfilments);
    }

    [Fact]
    public async Task A_further_number_joins_the_shipment()
    {
        await using var side = await GenericSide.StartGenericAsync();
        var id = await side.MakeOrderAsync();
        var told = await side.TellAsync(id, StoreSide.SupplierNumber, (await side.ReadAsync(id)).Lines);

        var added = await ((ITrackingPush)side.Platform).AddTrackingAsync(
            side.Account,
            told.Value.FulfilmentId,
            PushOf(id) with
            {
                TrackingNumber = "LX2",
            },
            CancellationToken.None
        );

        Assert.Equal(told.Value.FulfilmentId, added.Value.FulfilmentId);
        Assert.Equal([StoreSide.SupplierNumber, "LX2"], Assert.Single((await side.ReadAsync(id)).Fulfilments).TrackingNumbers);
    }

    [Fact]
    public async Task A_refused_shipment_leaves_nothing_behind()
    {
        await using var side = await GenericSide.StartGenericAsync();
        var id = await side.MakeOrderAsync();
        var order = await side.ReadAsync(id);

        // Its cancellation has not come yet.
        await side.Bench.PutAsync("generic/settings", new { webhookUrl = (string?)null });
        await side.Bench.PostAsync($"generic/orders/{id}/cancel");
        var told = await side.TellAsync(id, StoreSide.SupplierNumber, order.Lines);

        Assert.Equal((CallOutcome.Refused, RefusalMeaning.OrderCancelled), (told.Outcome, told.Problem!.Meaning));
        Assert.Empty(
            (await side.Bench.Bench.Get<ISubmittedOrders>().FindAsync(new OrderKey("shop1", id), CancellationToken.None))!.Shipments
        );
    }

    [Fact]
    public async Task Pieces_that_were_taken_back_get_no_number()
    {
        await using var side = await GenericSide.StartGenericAsync();
        var id = await side.MakeOrderAsync(lines: 2);
        var lines = (await side.ReadAsync(id)).Lines;
        await side.DoAsync(id, "refund");

        var refused = await side.TellAsync(id, StoreSide.SupplierNumber, lines[0]);
        Assert.Equal(RefusalMeaning.TakenBack, refused.Problem!.Meaning);
        Assert.True((await side.TellAsync(id, StoreSide.SupplierNumber, lines[1])).IsSuccess);
        Assert.Equal(StoreFulfilmentStatus.Fulfilled, (await side.ReadAsync(id)).Fulfilment);
    }

    [Fact]
    public async Task An_order_that_is_submitted_again_changes_nothing_and_an_older_one_is_not_taken()
    {
        await using var side = await GenericSide.StartGenericAsync();
        var intake = new SubmittedOrderIntake(side.Bench.Bench.Get<ISubmittedOrders>(), TimeProvider.System);
        var newer = Good();
        newer["changedAt"] = "2026-03-01T12:00:00Z";
        newer["cancelledAt"] = "2026-03-01T12:00:00Z";

        Assert.Equal(SubmissionOutcome.Accepted, await TakeAsync(Good()));
        Assert.Equal(SubmissionOutcome.Unchanged, await TakeAsync(Good()));
        Assert.Equal(SubmissionOutcome.Accepted, await TakeAsync(newer));
        Assert.Equal(SubmissionOutcome.Outdated, await TakeAsync(Good()));
        Assert.True((await side.ReadAsync("A-1")).IsCancelled);

        async Task<SubmissionOutcome> TakeAsync(JsonObject order) =>
            (await intake.TakeAsync(side.Account, Read(order), CancellationToken.None)).Outcome;
    }

    [Fact]
    public async Task Neither_secrets_nor_customers_are_logged()
    {
        await using var side = await GenericSide.StartGenericAsync();
        var id = await side.MakeOrderAsync();
        await side.TellAsync(id, StoreSide.SupplierNumber, (await side.ReadAsync(id)).Lines);

        Assert.All(
            side.Bench.Bench.Log.Lines,
            line =>
            {
                Assert.DoesNotContain("sandbox-generic-secret", line, StringComparison.Ordinal);
                Assert.DoesNotContain("Maple Avenue", line, StringComparison.Ordinal);
            }
        );
    }

    private static OrderSubmission Read(JsonObject order) => Assert.Single(GenericMapper.Read(Encoding.UTF8.GetBytes(Body(order)), s_now)!);

    private static string Body(JsonObject order) => new JsonObject { ["orders"] = new JsonArray(order.DeepClone()) }.ToJsonString();

    private static JsonObject Good() =>
        JsonNode
            .Parse(
                """
                {
                  "id": "A-1", "number": "1001", "createdAt": "2026-03-01T08:00:00+08:00", "changedAt": "2026-03-01T08:05:00+08:00",
                  "currency": "usd", "total": "25.50", "payment": "paid", "paidAt": "2026-03-01T00:01:00Z",
                  "shipTo": {"fullName": "Größe 北京", "country": "de", "city": "Berlin", "line1": "Weg 1", "postCode": "10115"},
                  "lines": [{"id": "l1", "sku": "TEE", "title": "T-shirt", "quantity": 2, "takenBack": 1, "unitPrice": 12.75}]
                }
                """
            )!
            .AsObject();

    private static TrackingPush PushOf(string id) =>
        new()
        {
            StoreOrderId = id,
            Lines = [],
            CarrierName = "燕文(YANWEN)",
            TrackingNumber = "LX1",
            NotifyCustomer = false,
        };

    private static async Task<JsonArray> ParcelsAsync(GenericSide side, string id) =>
        (await side.Bench.GetAsync("generic/state"))["orders"]!.AsArray().Single(order => order!["id"]!.GetValue<string>() == id)![
            "parcels"
        ]!.AsArray();
}
