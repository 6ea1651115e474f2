using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dropship.EndToEnd.Tests.Support;

namespace Dropship.EndToEnd.Tests;

/// <summary>What a running system sends by OTLP of one order on its whole way.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task One_order_is_one_trace_from_the_store_to_the_confirmed_number_and_holds_no_person_and_no_secret()
    {
        var mark = $"Qz{Guid.NewGuid():N}"[..10];
        string[] person = [$"{mark}first", $"{mark}last", $"{mark} Street 7", $"{mark}note", $"{mark}@example.com", "+84987612345"];
        await using var receiver = new TelemetryReceiver();
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.AbsoluteUri,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
        };
        await using var system = await LocalSystem.StartAsync(LocalSystem.NewFolder(), settings, "--orders", "0", "--auto-approve");
        var id = (
            await system.OrderAsync(
                new JsonObject
                {
                    ["sku"] = "MUG-CER-BLU",
                    ["country"] = "VN",
                    ["email"] = person[4],
                    ["note"] = $"please call {person[3]}",
                    ["address"] = new JsonObject
                    {
                        ["firstName"] = person[0],
                        ["lastName"] = person[1],
                        ["address1"] = person[2],
                        ["city"] = "Hà Nội",
                        ["province"] = "Hà Nội",
                        ["country"] = "Vietnam",
                        ["countryCode"] = "VN",
                        ["countryCodeV2"] = "VN",
                        ["zip"] = "10000",
                        ["phone"] = person[5],
                    },
                }
            )
        )[0];
        var order = await system.WaitForOrderAsync(id, "is fulfilled", found => found["state"]!.GetValue<string>() == "Fulfilled");
        var purchase = order["purchaseOrders"]![0]!["key"]!.GetValue<string>();
        var trace = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"demo-store|{id}")).AsSpan(0, 16));

        // All about this order hangs on one another or on the trace's beginning, once what is on its way has come.
        IReadOnlyList<Span> spans = [];
        await Wait.UntilAsync(
            "the last save is told, and what it is a part of",
            () =>
            {
                spans = [.. receiver.Spans.Where(span => span.TraceId == trace)];
                var told = spans.Any(span => span.Events.Contains("order-state") && span.Events.Contains("tracking-confirmed"));
                return Task.FromResult(
                    told
                        && spans.Select(span => span.ParentSpanId).Except(spans.Select(span => span.SpanId), StringComparer.Ordinal).Count()
                            == 1
                );
            },
            TimeSpan.FromMinutes(1)
        );
        string[] way =
        [
            "send store-changes",
            "StoreChange",
            "save order",
            "send purchase-orders",
            "PlacePurchaseOrder",
            "1688 alibaba.createOrder.preview",
            "1688 alibaba.trade.fastCreateOrder",
            "Approval",
            "step RequestApproval",
            "mail send",
            "ApprovalPage",
            "step Pay",
            "step PushTracking",
            "shopify FulfillmentCreate",
        ];
        var missing = way.Except(spans.Select(span => span.Name), StringComparer.Ordinal).ToList();
        Assert.True(
            missing.Count == 0,
            $"Missing: {string.Join(", ", missing)}. There are: {string.Join(", ", spans.Select(span => span.Name).Distinct(StringComparer.Ordinal))}"
        );

        Assert.All(spans, span => Assert.Equal($"demo-store|{id}", span.Attributes["dropship.order"]));
        Assert.All(
            spans.Where(span => span.Name.StartsWith("1688 ", StringComparison.Ordinal)),
            span => Assert.Equal(purchase, span.Attributes["dropship.purchase_order"])
        );

        // The history's events are all told, and reading the store, which is for all its orders, is linked.
        var history = (await system.ReadOrderAsync(id))!["history"]!
            .AsArray()
            .Select(told => told!["what"]!.GetValue<string>())
            .ToHashSet(StringComparer.Ordinal);
        Assert.Subset(spans.SelectMany(span => span.Events).ToHashSet(StringComparer.Ordinal), history);
        Assert.Contains(spans, span => span.Name == "save order" && span.LinkedTraces.Count > 0);

        await Wait.UntilAsync(
            "the metrics are told",
            () => Task.FromResult(receiver.Metrics.Contains("dropship.orders.fulfilled")),
            TimeSpan.FromMinutes(1)
        );
        string[] promises =
        [
            "dropship.orders.seen",
            "dropship.purchase_orders.placed",
            "dropship.purchase_orders.paid",
            "dropship.purchase_orders.confirmed",
            "dropship.placing.duration",
            "dropship.tracking.duration",
        ];
        Assert.Empty(promises.Except(receiver.Metrics, StringComparer.Ordinal));

        var everything = receiver.Everything;
        var secrets = Traces.CredentialsOf(system.Folder);
        Assert.True(secrets.Count >= 4, $"Only {secrets.Count} credentials were planted.");
        Assert.Contains(purchase, everything, StringComparison.Ordinal);
        Assert.All(
            person.Concat(secrets).Append(mark),
            text => Assert.DoesNotContain(text, everything, StringComparison.OrdinalIgnoreCase)
        );
    }
}
