using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Connectors.Tests.Support;
using Dropship.Connectors.Wms;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Tooling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dropship.Connectors.Tests.Wms;

/// <summary>A warehouse system gets each event signed, in the form of its schema, and its refusals are seen.</summary>
public sealed class WmsSinkTests
{
    private const string Secret = "wms-test-secret";
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly OrderKey s_key = new("shop-one", "1001");

    private static readonly PurchaseOrder s_purchase = new()
    {
        Key = PurchaseOrderKey.Create(s_key, "supplier-1", "a", PurchasePurpose.Sale, 1),
        State = PurchaseOrderState.Shipped,
        StateSince = s_now,
        CreatedAt = s_now,
        PurchasingAccountId = "purchasing-one",
        SupplierId = "supplier-1",
        Route = PurchaseRoute.Direct,
        ShipToDigest = "digest",
        Lines =
        [
            new PurchaseOrderLine
            {
                OfferId = "610000000001",
                SpecId = "spec-1",
                Title = "台灯",
                Quantity = 2,
                Sources = [],
            },
        ],
        Parcels =
        [
            new Parcel
            {
                ParcelId = "LP1",
                SupplierOrderId = "1690",
                WaybillNumber = "73123456789012",
                CarrierName = "中通快递(ZTO)",
                CarrierCode = "ZTO",
                Status = ParcelStatus.InTransit,
                RawStatus = "5",
                StoreLines = [new LineQuantity("L1", 2)],
            },
        ],
    };

    [Fact]
    public async Task An_event_is_signed_and_has_the_fields_of_its_schema()
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json("{}"));
        await using var bench = Make(new Uri(server.Address, "/events"));

        var told = await SendAsync(bench);

        Assert.True(told.IsSuccess);
        var call = server.Calls.Single();
        Assert.Equal(
            RequestSignature.Sign(Secret, s_now.ToUnixTimeSeconds(), "POST", "/events", Encoding.UTF8.GetBytes(call.Body)),
            call.Headers["Dropship-Signature"]
        );
        using var body = JsonDocument.Parse(call.Body);
        using var schema = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Find(), "docs/reference/wms-event.schema.json"))
        );
        AssertFits(schema.RootElement, body.RootElement);
        Assert.Equal("73123456789012", body.RootElement.GetProperty("parcel").GetProperty("waybillNumber").GetString());
        Assert.Equal("ZTO Express", body.RootElement.GetProperty("parcel").GetProperty("carrier").GetString());
        Assert.DoesNotContain("Street", call.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(422, ProblemKind.Rejected)]
    [InlineData(503, ProblemKind.Transient)]
    [InlineData(401, ProblemKind.Unauthorized)]
    public async Task What_it_does_not_take_is_seen(int status, ProblemKind kind)
    {
        await using var server = await ScriptedServer.StartAsync(new ScriptedReply(status, """{"code":"no","message":"not now"}"""));
        await using var bench = Make(new Uri(server.Address, "/events"));

        Assert.Equal(kind, (await SendAsync(bench)).Problem!.Kind);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("https://wms.example/events", "s", null)]
    [InlineData("http://wms.example/events", "s", "Address must be")]
    [InlineData("https://wms.example/events", null, "Address and Secret")]
    [InlineData(null, "s", "Address and Secret")]
    public void The_settings_are_checked_at_start(string? address, string? secret, string? says)
    {
        var options = new WmsOptions { Address = address is null ? null : new Uri(address), Secret = secret };

        Assert.Equal(says is null ? [] : [says], options.Check().Select(problem => problem[..says!.Length]));
    }

    private static void AssertFits(JsonElement schema, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            var properties = schema.GetProperty("properties");
            Assert.All(value.EnumerateObject(), field => Assert.True(properties.TryGetProperty(field.Name, out _), field.Name));
            Assert.All(
                schema.GetProperty("required").EnumerateArray(),
                name => Assert.True(value.TryGetProperty(name.GetString()!, out _), name.GetString())
            );
            foreach (var field in value.EnumerateObject())
            {
                AssertFits(properties.GetProperty(field.Name), field.Value);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                AssertFits(schema.GetProperty("items"), item);
            }
        }
        else if (schema.TryGetProperty("enum", out var allowed))
        {
            Assert.Contains(value.GetString(), allowed.EnumerateArray().Select(one => one.GetString()));
        }
    }

    private static Task<CallResult<Unit>> SendAsync(Bench bench) =>
        bench
            .Get<IEventSink>()
            .SendAsync(
                new Order
                {
                    StoreOrder = new StoreOrder
                    {
                        StoreOrderId = "1001",
                        Number = "#1001",
                        CreatedAt = s_now,
                        UpdatedAt = s_now,
                        Payment = StorePaymentStatus.Paid,
                        Fulfilment = StoreFulfilmentStatus.Unfulfilled,
                        Total = new Money(5000, "USD"),
                        Lines = [],
                        ShipTo = new ShipTo
                        {
                            FullName = "Someone",
                            Country = "US",
                            Line1 = "1 Street",
                        },
                    },
                    Key = s_key,
                    State = OrderState.Purchasing,
                    StateSince = s_now,
                    FirstSeenAt = s_now,
                },
                s_purchase,
                new PurchaseEvent($"{s_purchase.Key}:shipped:LP1:73123456789012", PurchaseEventKind.Shipped, "LP1"),
                CancellationToken.None
            );

    private static Bench Make(Uri address) =>
        Bench.Make(
            options => options.Wms = new WmsOptions { Address = address, Secret = Secret },
            services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(s_now))
        );
}
