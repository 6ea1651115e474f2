using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dropship.Tooling;

namespace Dropship.EndToEnd.Tests.Support;

/// <summary>What the sandbox's two sides have in their books, read after everything else has ended.</summary>
internal static partial class SandboxBooks
{
    /// <summary>Opens the books that an installation left in its folder.</summary>
    public static async Task<JsonNode> ReadAsync(string folder)
    {
        await using var sandbox = ChildProcess.Start(
            "The sandbox",
            "dotnet",
            [
                LocalSystem.ProgramPath("local", "Dropship.Sandbox"),
                "--urls",
                "http://127.0.0.1:0",
                "--data",
                Path.Combine(folder, "sandbox"),
            ]
        );
        var address = (await sandbox.WaitForLineAsync(Listening(), TimeSpan.FromMinutes(1), CancellationToken.None))
            .Groups["address"]
            .Value;
        using var http = new HttpClient();
        return (await http.GetFromJsonAsync<JsonNode>(new Uri(new Uri(address), "control/state")))!;
    }

    /// <summary>The customer's numbers of a purchase order: the forwarder's for goods that were announced to it, else 1688's.</summary>
    public static IEnumerable<string> NumbersOf(JsonNode purchase) =>
        purchase["onwardNumbers"] is JsonArray onward
            ? onward.Select(number => number!.GetValue<string>())
            : purchase["logistics"]!.AsArray().Select(parcel => parcel!["billNumber"]!.GetValue<string>());

    /// <summary>Every store order is fulfilled with the customer's numbers, and 1688 holds exactly one paid order for each supplier of
    /// each order.</summary>
    public static void AssertAllBoughtOnceAndShipped(JsonNode books, int orders)
    {
        var stores = books["storeOrders"]!.AsArray();
        var purchases = books["purchaseOrders"]!.AsArray();
        Assert.Equal(orders, stores.Count);
        Assert.Empty(books["doubledOutOrderIds"]!.AsArray());
        Assert.All(
            purchases,
            purchase =>
            {
                Assert.True(purchase!["payments"]!.GetValue<int>() == 1, purchases.ToJsonString());
                Assert.Equal(purchase["total"]!.GetValue<long>(), purchase["paidAmount"]!.GetValue<long>());
            }
        );
        Assert.Equal(
            purchases.Count,
            purchases.Select(purchase => purchase!["outOrderId"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count()
        );

        foreach (var store in stores)
        {
            var id = store!["id"]!.GetValue<string>();
            Assert.Equal("FULFILLED", store["fulfillmentStatus"]!.GetValue<string>());
            var given = purchases
                .Where(purchase => purchase!["outOrderId"]!.GetValue<string>().StartsWith($"demo-store.{id}.", StringComparison.Ordinal))
                .SelectMany(purchase => NumbersOf(purchase!))
                .Order(StringComparer.Ordinal)
                .ToList();
            var shown = store["fulfillments"]!
                .AsArray()
                .SelectMany(fulfilment => fulfilment!["tracking"]!.AsArray().Select(tracking => tracking!["number"]!.GetValue<string>()))
                .Order(StringComparer.Ordinal)
                .ToList();
            Assert.NotEmpty(given);
            Assert.Equal(given, shown);
            Assert.All(
                store["lines"]!.AsArray(),
                line => Assert.Equal(line!["quantity"]!.GetValue<int>(), line["fulfilledQuantity"]!.GetValue<int>())
            );
        }
    }

    [GeneratedRegex(@"listening on (?<address>\S+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Listening();
}
