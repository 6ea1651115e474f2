using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Dropship.Connectors.Http;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Forwarders;

/// <summary>The forwarder over HTTP, against the sandbox.</summary>
public sealed class HttpForwarderTests : IAsyncLifetime
{
    private const string Reference = "shop1.6001.0a1b2c3d4e.s1";

    private SandboxBench _bench = null!;
    private IForwarder _forwarder = null!;

    private ForwarderAccount Account =>
        new()
        {
            Id = "forwarder-one",
            DisplayName = "Forwarder",
            Kind = "http",
            Endpoint = new Uri(_bench.Address, "forwarder"),
            Warehouse = Customer,
        };

    private static ShipTo Customer { get; } =
        new()
        {
            FullName = "Trần Thị Hồng",
            Phone = "+84 912 345 678",
            Country = "VN",
            City = "Hà Nội",
            Line1 = "12 Phố Huế",
        };

    public async Task InitializeAsync()
    {
        _bench = await SandboxBench.StartAsync();
        _forwarder = _bench.Bench.Get<IForwarders>().Find("http")!;
        await SecretAsync("sandbox-forwarder-secret");
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task An_announcement_is_known_and_a_second_one_takes_its_place()
    {
        Assert.True((await _forwarder.AnnounceAsync(Account, Announcement("ZTO1"), CancellationToken.None)).IsSuccess);
        Assert.True((await _forwarder.AnnounceAsync(Account, Announcement("ZTO2"), CancellationToken.None)).IsSuccess);

        var status = (await _forwarder.ReadAsync(Account, Reference, CancellationToken.None)).Value;
        Assert.Equal(["ZTO2"], status.Parcels.Select(parcel => parcel.WaybillNumber));
        Assert.Equal((null, 0), (status.ArrivedAt, status.Shipments.Count));
        Assert.Single((await StateAsync())["announcements"]!.AsArray());
    }

    [Fact]
    public async Task Labels_are_handed_over_with_their_links()
    {
        var labels = new ForwarderLabels(
            Reference,
            "#6001",
            [
                new ForwarderLabel(
                    new AnnouncedParcel("ZTO1", "中通快递(ZTO)", "ZTO"),
                    "SPX1",
                    new Uri("https://dropship.example/labels/LP1")
                ),
            ]
        );

        Assert.True((await _forwarder.SendLabelsAsync(Account, labels, CancellationToken.None)).IsSuccess);
        var refused = await _forwarder.SendLabelsAsync(Account, labels with { Labels = [] }, CancellationToken.None);
        Assert.Equal((CallOutcome.Refused, "incomplete"), (refused.Outcome, refused.Problem!.Code));
    }

    [Fact]
    public async Task What_was_sent_is_read_with_number_weight_and_fee()
    {
        await _forwarder.AnnounceAsync(Account, Announcement("ZTO1"), CancellationToken.None);
        await ActAsync("arrive");
        await ActAsync("send");

        var status = (await _forwarder.ReadAsync(Account, Reference, CancellationToken.None)).Value;
        var shipment = Assert.Single(status.Shipments);
        Assert.NotNull(status.ArrivedAt);
        Assert.Equal(("YW0000000001", "Yanwen Express", Money.Cny(2850)), (shipment.TrackingNumber, shipment.CarrierName, shipment.Fee));
        Assert.True(shipment.WeightGrams > 0);
        Assert.Empty(shipment.Lines);
    }

    [Fact]
    public async Task Several_parcels_are_read_with_what_is_in_them()
    {
        await _bench.PutAsync("forwarder/settings", new { mode = "Several" });
        await _forwarder.AnnounceAsync(Account, Announcement("ZTO1"), CancellationToken.None);
        await ActAsync("arrive");
        await ActAsync("send");

        var status = (await _forwarder.ReadAsync(Account, Reference, CancellationToken.None)).Value;
        Assert.Equal([new LineQuantity("L1", 1), new LineQuantity("L1", 1)], status.Shipments.SelectMany(shipment => shipment.Lines));
    }

    [Fact]
    public async Task An_announcement_is_cancelled_until_the_goods_have_left()
    {
        await _forwarder.AnnounceAsync(Account, Announcement("ZTO1"), CancellationToken.None);
        Assert.True((await _forwarder.CancelAsync(Account, Announcement("ZTO1"), CancellationToken.None)).IsSuccess);
        Assert.True((await _forwarder.CancelAsync(Account, Announcement("ZTO1"), CancellationToken.None)).IsSuccess);
        Assert.Empty((await _forwarder.ReadAsync(Account, Reference, CancellationToken.None)).Value.Parcels);

        await _forwarder.AnnounceAsync(Account, Announcement("ZTO1"), CancellationToken.None);
        await ActAsync("send");
        var refused = await _forwarder.CancelAsync(Account, Announcement("ZTO1"), CancellationToken.None);
        Assert.Equal((CallOutcome.Refused, RefusalMeaning.WrongState), (refused.Outcome, refused.Problem!.Meaning));
    }

    [Fact]
    public async Task What_is_not_known_is_refused_as_that()
    {
        var read = await _forwarder.ReadAsync(Account, "other", CancellationToken.None);
        Assert.Equal((CallOutcome.Refused, RefusalMeaning.NotFound), (read.Outcome, read.Problem!.Meaning));
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_and_no_secret_is_told()
    {
        Assert.True((await _forwarder.VerifyAsync(Account, CancellationToken.None)).IsSuccess);
        await SecretAsync("another");
        var wrong = await _forwarder.VerifyAsync(Account, CancellationToken.None);
        Assert.Equal((CallOutcome.Refused, ProblemKind.Unauthorized), (wrong.Outcome, wrong.Problem!.Kind));

        var none = await _forwarder.VerifyAsync(Account with { Id = "nobody" }, CancellationToken.None);
        Assert.Equal("no-credentials", none.Problem!.Code);
    }

    [Theory]
    [InlineData("drop-reply-after-work", CallOutcome.Unknown)]
    [InlineData("http-500", CallOutcome.Unknown)]
    [InlineData("garbage", CallOutcome.Unknown)]
    [InlineData("http-429", CallOutcome.NotSent)]
    public async Task A_call_that_goes_wrong_says_what_is_known_of_it(string kind, CallOutcome outcome)
    {
        await _bench.PostAsync(
            "faults",
            new
            {
                target = "forwarder",
                operation = "announce",
                kind,
            }
        );

        Assert.Equal(outcome, (await _forwarder.AnnounceAsync(Account, Announcement("ZTO1"), CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task A_reply_of_another_shape_is_no_empty_one()
    {
        await _forwarder.AnnounceAsync(Account, Announcement("ZTO1"), CancellationToken.None);
        await ActAsync("send");
        await _bench.PostAsync(
            "faults",
            new
            {
                target = "forwarder",
                operation = "read",
                kind = "changed-shape",
                times = 9,
            }
        );

        Assert.Equal(ProblemKind.Unreadable, (await _forwarder.ReadAsync(Account, Reference, CancellationToken.None)).Problem!.Kind);
    }

    [Fact]
    public async Task A_callback_names_what_it_is_about_and_a_forged_or_old_one_nothing()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"references":["{{Reference}}"]}""");
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        var genuine = await CallbackAsync("sandbox-forwarder-secret", now, body);
        Assert.Equal(WebhookAnswer.Taken, genuine.Answer);
        Assert.Equal([Reference], genuine.References);
        Assert.Equal(WebhookAnswer.Refused, (await CallbackAsync("another", now, body)).Answer);
        Assert.Equal(WebhookAnswer.Refused, (await CallbackAsync("sandbox-forwarder-secret", now - 600, body)).Answer);
        Assert.Equal(
            WebhookAnswer.Unreadable,
            (await CallbackAsync("sandbox-forwarder-secret", now, Encoding.UTF8.GetBytes("""{"orders":[]}"""))).Answer
        );
    }

    [Fact]
    public async Task Neither_the_secret_nor_the_customer_is_logged()
    {
        await _forwarder.AnnounceAsync(Account, Announcement("ZTO1"), CancellationToken.None);

        Assert.NotEmpty(_bench.Bench.Log.Lines);
        Assert.DoesNotContain(
            _bench.Bench.Log.Lines,
            line =>
                line.Contains("sandbox-forwarder-secret", StringComparison.Ordinal) || line.Contains("Phố Huế", StringComparison.Ordinal)
        );
    }

    private static ForwarderAnnouncement Announcement(string waybill) =>
        new()
        {
            Reference = Reference,
            OrderNumber = "#1001",
            Parcels = [new AnnouncedParcel(waybill, "中通快递(ZTO)", "ZTO")],
            Goods = [new AnnouncedGoods("L1", "Mug", 2, new Money(1999, "USD"))],
            Customer = Customer,
        };

    private Task<ForwarderCallback> CallbackAsync(string secret, long time, byte[] body) =>
        ((IForwarderCallbacks)_forwarder).ReadCallbackAsync(
            Account,
            new WebhookRequest(
                new Uri("https://app.example/api/webhooks/forwarders/forwarder-one"),
                new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
                {
                    [RequestSignature.TimeHeader.ToLowerInvariant()] = time.ToString(CultureInfo.InvariantCulture),
                    [RequestSignature.SignatureHeader] = RequestSignature.Sign(
                        secret,
                        time,
                        "POST",
                        "/api/webhooks/forwarders/forwarder-one",
                        body
                    ),
                },
                body
            ),
            CancellationToken.None
        );

    private Task SecretAsync(string secret) =>
        _bench.Bench.Secrets.SetAsync(Account.SecretName, $$"""{"secret":"{{secret}}"}""", CancellationToken.None);

    private Task<JsonObject> ActAsync(string action) => _bench.PostAsync($"forwarder/announcements/{Reference}/{action}");

    private async Task<JsonObject> StateAsync() => (await _bench.Http.GetFromJsonAsync<JsonObject>("control/forwarder/state"))!;
}
