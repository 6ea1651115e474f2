using System.Text;
using System.Text.Json;
using Dropship.Connectors.Couriers;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Couriers;

/// <summary>What each tracking service has to do, against the sandbox.</summary>
public sealed class CourierTests : IAsyncLifetime
{
    private const string Number = "73123456789012";

    private readonly Dictionary<string, ICourierTracking> _services = new(StringComparer.Ordinal);
    private SandboxBench _bench = null!;

    public static TheoryData<string> Services => ["k1", "t1", "a1"];

    public async Task InitializeAsync() => _bench = await SandboxBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_parcel_is_subscribed_read_and_known_by_its_carrier(string id)
    {
        var service = Service(id);
        var parcel = new CourierParcel(Number, Carriers.Get("ZTO"), "5678");

        Assert.True((await service.SubscribeAsync(parcel, new Uri("http://127.0.0.1:1/"), CancellationToken.None)).IsSuccess);
        Assert.True((await service.SubscribeAsync(parcel, new Uri("http://127.0.0.1:1/"), CancellationToken.None)).IsSuccess);
        await MoveAsync("InTransit", "InTransit_PickedUp", "快件已揽收");

        var read = (await service.ReadAsync(parcel, CancellationToken.None)).Value;
        Assert.Equal((Number, ParcelStatus.InTransit, ParcelSubStatus.PickedUp), (read.Number, read.Report.Status, read.Report.SubStatus));
        Assert.Equal("快件已揽收", Assert.Single(read.Scans).Text);
        Assert.True(read.Report.At > DateTimeOffset.UtcNow.AddMinutes(-5) && read.Report.At < DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.Empty(read.UnknownWords);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_number_that_no_carrier_knows_is_not_found(string id)
    {
        var read = await Service(id).ReadAsync(new CourierParcel("73000000000000", Carriers.Get("ZTO"), null), CancellationToken.None);

        Assert.Equal(ParcelStatus.NotFound, read.Value.Report.Status);
        Assert.Empty(read.Value.Scans);
    }

    [Theory]
    [InlineData("OutForDelivery", "", ParcelStatus.OutForDelivery, ParcelSubStatus.None)]
    [InlineData("AvailableForPickup", "", ParcelStatus.AvailableForPickup, ParcelSubStatus.None)]
    [InlineData("DeliveryFailure", "", ParcelStatus.AttemptFailed, ParcelSubStatus.None)]
    [InlineData("Exception", "Exception_Returning", ParcelStatus.Exception, ParcelSubStatus.Returning)]
    [InlineData("Exception", "Exception_Damage", ParcelStatus.Exception, ParcelSubStatus.Damaged)]
    [InlineData("Delivered", "", ParcelStatus.Delivered, ParcelSubStatus.None)]
    public async Task Each_status_has_the_same_meaning_from_all(
        string state,
        string subState,
        ParcelStatus status,
        ParcelSubStatus subStatus
    )
    {
        var parcel = new CourierParcel(Number, Carriers.Get("ZTO"), null);
        foreach (var id in (string[])["k1", "t1", "a1"])
        {
            await Service(id).SubscribeAsync(parcel, new Uri("http://127.0.0.1:1/"), CancellationToken.None);
        }

        await MoveAsync(state, subState, "news");
        foreach (var id in (string[])["k1", "t1", "a1"])
        {
            var read = (await Service(id).ReadAsync(parcel, CancellationToken.None)).Value;
            Assert.Equal((id, status, subStatus), (id, read.Report.Status, read.Report.SubStatus));
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task An_unknown_word_is_told_and_taken_for_nothing(string id)
    {
        var service = Service(id);
        var parcel = new CourierParcel(Number, Carriers.Get("ZTO"), null);
        await service.SubscribeAsync(parcel, new Uri("http://127.0.0.1:1/"), CancellationToken.None);
        await _bench.PostAsync(
            $"couriers/parcels/{Number}",
            new
            {
                carrier = "ZTO",
                state = "InTransit",
                word = "Beamed",
                text = "x",
            }
        );

        var read = (await service.ReadAsync(parcel, CancellationToken.None)).Value;

        Assert.Equal(ParcelStatus.Unknown, read.Report.Status);
        Assert.Equal(["Beamed"], read.UnknownWords);
        Assert.False(_bench.Bench.Get<IParcelWords>().Knows($"{service.Source} Beamed"));
        Assert.True(_bench.Bench.Get<IParcelWords>().Knows("17track InTransit"));
        Assert.True(_bench.Bench.Get<IParcelWords>().Knows("1688 SIGN"));
    }

    [Theory]
    [InlineData("k1", "kuaidi100.subscribe", "drop-reply-after-work", CallOutcome.Unknown)]
    [InlineData("t1", "17track", "http-500", CallOutcome.Unknown)]
    [InlineData("a1", "aftership.create", "garbage", CallOutcome.Unknown)]
    [InlineData("t1", "17track", "http-429", CallOutcome.NotSent)]
    [InlineData("k1", "kuaidi100.subscribe", "changed-shape", CallOutcome.Unknown)]
    public async Task A_subscription_that_goes_wrong_says_what_is_known_of_it(string id, string operation, string kind, CallOutcome outcome)
    {
        await _bench.FaultAsync("couriers", operation, kind);

        var made = await Service(id)
            .SubscribeAsync(new CourierParcel(Number, Carriers.Get("ZTO"), null), new Uri("http://127.0.0.1:1/"), CancellationToken.None);

        Assert.Equal(outcome, made.Outcome);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Keys_that_are_wrong_are_refused_as_that_and_never_logged(string id)
    {
        await _bench.PutAsync(
            "couriers/settings",
            new
            {
                kuaidi100Key = "x",
                seventeenTrackKey = "x",
                afterShipSigningSecret = "x",
            }
        );
        var parcel = new CourierParcel(Number, Carriers.Get("ZTO"), null);

        var read = await Service(id).ReadAsync(parcel, CancellationToken.None);
        var made = await Service(id).SubscribeAsync(parcel, new Uri("http://127.0.0.1:1/"), CancellationToken.None);

        Assert.Equal(ProblemKind.Unauthorized, read.Problem!.Kind);
        Assert.Equal((CallOutcome.Refused, ProblemKind.Unauthorized), (made.Outcome, made.Problem!.Kind));
        Assert.DoesNotContain(_bench.Bench.Log.Lines, line => line.Contains("sandbox-", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_callback_is_read_once_it_is_genuine(string id)
    {
        var service = Service(id);
        await using var listener = await ScriptedServer.StartAsync(new ScriptedReply(200, "{}"));
        await _bench.PutAsync("couriers/settings", new { seventeenTrackUrl = listener.Address, afterShipUrl = listener.Address });
        await service.SubscribeAsync(new CourierParcel(Number, Carriers.Get("ZTO"), null), listener.Address, CancellationToken.None);
        await MoveAsync("OutForDelivery", "", "派送中");
        var call = await listener.FirstCall;
        var request = new WebhookRequest(listener.Address, call.Headers, Encoding.UTF8.GetBytes(call.Body));
        var callback = service.ReadCallback(request);
        Assert.Equal(WebhookAnswer.Taken, callback.Answer);
        var reading = Assert.Single(callback.Readings);
        Assert.Equal((Number, ParcelStatus.OutForDelivery), (reading.Number, reading.Report.Status));
        Assert.Equal("派送中", Assert.Single(reading.Scans).Text);

        var forged = request with { Body = Encoding.UTF8.GetBytes(call.Body.Replace(Number[..8], "73999999", StringComparison.Ordinal)) };
        Assert.Equal(WebhookAnswer.Refused, service.ReadCallback(forged).Answer);
        var unsigned = request with { Headers = new Dictionary<string, string>(), Body = "{}"u8.ToArray() };
        Assert.Equal(WebhookAnswer.Refused, service.ReadCallback(unsigned).Answer);
    }

    [Fact]
    public async Task Kuaidi100_is_asked_once_in_half_an_hour_for_a_number_and_finds_its_carrier_out()
    {
        var service = Service("k1");
        await MoveAsync("InTransit", "", "已揽收");
        var wrong = new CourierParcel(Number, Carriers.Get("YTO"), null);

        Assert.Equal(ParcelStatus.NotFound, (await service.ReadAsync(wrong, CancellationToken.None)).Value.Report.Status);
        await service.ReadAsync(wrong, CancellationToken.None);
        var found = (await service.DetectAsync(Number, CancellationToken.None)).Value;

        Assert.Equal(["ZTO"], found.Select(carrier => carrier.Code));
        Assert.Single(_bench.Bench.Log.Lines, line => line.Contains("courier query of k1", StringComparison.Ordinal));
        Assert.False(service.Covers(Carriers.Get("YANWEN")));
        Assert.False(service.Covers(null));
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, """{"result":false,"returnCode":"502","message":"busy"}""")]
    [InlineData(200, """{"result":false,"returnCode":"400","message":"wrong"}""")]
    public async Task Kuaidi100_is_not_asked_again_at_once_after_a_failure(int status, string body)
    {
        await using var server = await ScriptedServer.StartAsync(new ScriptedReply(status, body));
        var options = new CourierOptions
        {
            Id = "k2",
            Kind = CourierKind.Kuaidi100,
            Key = "k",
            Customer = "c",
            Secret = "s",
            Address = server.Address,
        };
        var service = CourierServices.Make(_bench.Bench.Get<IServiceProvider>(), options);
        var parcel = new CourierParcel(Number, Carriers.Get("ZTO"), null);

        var first = await service.ReadAsync(parcel, CancellationToken.None);
        var second = await service.ReadAsync(parcel, CancellationToken.None);

        Assert.False(first.IsSuccess);
        Assert.Equal(first.Problem?.Code, second.Problem?.Code);
        Assert.Single(server.Calls);
    }

    [Fact]
    public void Kuaidi100_tells_a_number_without_records_and_a_parcel_that_no_longer_moves()
    {
        Assert.Equal(
            (ParcelStatus.NotFound, "3天查询无记录"),
            (Push("abort", "3天查询无记录", 0).Report.Status, Push("abort", "3天查询无记录", 0).Report.RawStatus)
        );
        Assert.Equal(ParcelStatus.Expired, Push("abort", "60天无变化", 1).Report.Status);
        Assert.Equal(ParcelStatus.InfoReceived, Push("polling", "", 1, "商家已下单，等待揽收").Report.Status);
        Assert.Equal("YTO", Push("polling", "", 1, comNew: "yuantong").Carrier!.Code);

        CourierReading Push(string status, string message, int scans, string text = "到达杭州", string comNew = "")
        {
            var param = JsonSerializer.Serialize(
                new
                {
                    status,
                    message,
                    comNew,
                    lastResult = new
                    {
                        nu = Number,
                        com = "zhongtong",
                        state = "0",
                        status = "200",
                        data = Enumerable.Range(0, scans).Select(_ => new { ftime = "2026-03-01 10:00:00", context = text }),
                    },
                }
            );
            var body = $"sign={CourierSignatures.Kuaidi100(param, "sandbox-salt")}&param={Uri.EscapeDataString(param)}";
            var callback = Service("k1")
                .ReadCallback(new WebhookRequest(_bench.Address, new Dictionary<string, string>(), Encoding.UTF8.GetBytes(body)));
            Assert.Equal(WebhookAnswer.Taken, callback.Answer);
            Assert.Contains("成功", callback.Reply, StringComparison.Ordinal);
            return Assert.Single(callback.Readings);
        }
    }

    [Fact]
    public void Recorded_replies_of_17track_are_read()
    {
        foreach (var file in SharedSamples.Find("couriers/17track", "gettrackinfo_*.json"))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            var data = document.RootElement.GetProperty("data").GetProperty("accepted")[0].GetRawText();
            var body = Encoding.UTF8.GetBytes($$"""{"event":"TRACKING_UPDATED","data":{{data}}}""");
            var headers = new Dictionary<string, string> { ["Sign"] = CourierSignatures.SeventeenTrack(body, "sandbox-17track-key") };

            var reading = Assert.Single(Service("t1").ReadCallback(new WebhookRequest(_bench.Address, headers, body)).Readings);

            Assert.NotEqual(ParcelStatus.Unknown, reading.Report.Status);
            Assert.NotNull(reading.Report.At);
            Assert.NotEmpty(reading.Scans);
        }
    }

    [Fact]
    public void Settings_that_lack_something_are_told()
    {
        CourierOptions[] wrong =
        [
            new()
            {
                Id = "a b",
                Kind = CourierKind.SeventeenTrack,
                Key = "x",
            },
            new() { Id = "a", Kind = CourierKind.SeventeenTrack },
            new()
            {
                Id = "a",
                Kind = CourierKind.Kuaidi100,
                Key = "x",
                Secret = "x",
            },
            new()
            {
                Id = "a",
                Kind = CourierKind.AfterShip,
                Key = "x",
            },
            new()
            {
                Id = "a",
                Kind = CourierKind.SeventeenTrack,
                Key = "x",
                Address = new Uri("http://courier.example/"),
            },
        ];

        Assert.All(wrong, options => Assert.Single(options.Check()));
        var twice = new ConnectorsOptions
        {
            Couriers = { Options("t1", CourierKind.SeventeenTrack), Options("t1", CourierKind.AfterShip) },
        };
        Assert.Contains(
            new ConnectorsOptionsValidator().Validate(null, twice).Failures!,
            one => one.StartsWith("Couriers has two", StringComparison.Ordinal)
        );
    }

    private CourierOptions Options(string id, CourierKind kind) =>
        new()
        {
            Id = id,
            Kind = kind,
            Key = kind switch
            {
                CourierKind.Kuaidi100 => "sandbox-kuaidi100-key",
                CourierKind.SeventeenTrack => "sandbox-17track-key",
                _ => "sandbox-aftership-key",
            },
            Customer = kind == CourierKind.Kuaidi100 ? "sandbox-customer" : null,
            Secret = kind switch
            {
                CourierKind.Kuaidi100 => "sandbox-salt",
                CourierKind.AfterShip => "sandbox-aftership-webhook",
                _ => null,
            },
            SigningSecret = kind == CourierKind.AfterShip ? "sandbox-aftership-signing" : null,
            Address = new Uri(
                _bench.Address,
                kind switch
                {
                    CourierKind.Kuaidi100 => "kuaidi100",
                    CourierKind.SeventeenTrack => "17track",
                    _ => "aftership",
                }
            ),
        };

    private ICourierTracking Service(string id)
    {
        if (_services.Count == 0)
        {
            foreach (
                var (name, kind) in (ReadOnlySpan<(string, CourierKind)>)
                    [("k1", CourierKind.Kuaidi100), ("t1", CourierKind.SeventeenTrack), ("a1", CourierKind.AfterShip)]
            )
            {
                _services[name] = CourierServices.Make(_bench.Bench.Get<IServiceProvider>(), Options(name, kind));
            }
        }

        return _services[id];
    }

    private async Task MoveAsync(string state, string subState, string text) =>
        await _bench.PostAsync(
            $"couriers/parcels/{Number}",
            new
            {
                carrier = "ZTO",
                state,
                subState,
                text,
            }
        );
}
