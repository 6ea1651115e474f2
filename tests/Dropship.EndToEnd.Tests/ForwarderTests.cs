using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Dropship.EndToEnd.Tests.Support;

namespace Dropship.EndToEnd.Tests;

/// <summary>An order from abroad, from the store to its confirmed number, through a forwarder of each kind.</summary>
[Collection(nameof(QuietSystem))]
public sealed partial class ForwarderTests(QuietSystem fixture) : IAsyncLifetime
{
    private const string Kept = "demo-forwarder";

    private readonly LocalSystem _system = fixture.System;

    public Task InitializeAsync() => _system.ControlAsync(HttpMethod.Put, "settings", new JsonObject { ["autoShip"] = false });

    public async Task DisposeAsync()
    {
        await BindAsync(Kept);
        await _system.ControlAsync(HttpMethod.Put, "settings", new JsonObject { ["autoShip"] = true });
    }

    [Fact]
    public async Task By_its_interface_the_store_gets_the_forwarders_number_and_never_the_suppliers()
    {
        var (id, key) = await ShippedAsync();

        await _system.WaitForOrderAsync(id, "is fulfilled", order => order["state"]!.GetValue<string>() == "Fulfilled");
        var given = (await PurchaseAsync(key))["onwardNumbers"]!.AsArray().Select(number => number!.GetValue<string>());
        Assert.Equal(given, await ShownAsync(id));
        Assert.StartsWith("YW", Assert.Single(await ShownAsync(id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_mail_its_people_enter_the_number_on_the_page()
    {
        await SaveAsync(
            "mail-forwarder",
            new JsonObject
            {
                ["kind"] = "mail",
                ["readers"] = new JsonArray(new JsonObject { ["email"] = "wu@forwarder.example", ["language"] = "Chinese" }),
            }
        );
        await BindAsync("mail-forwarder");
        var (id, _) = await ShippedAsync();
        var number = (await _system.ReadOrderAsync(id))!["order"]!["storeOrder"]!["number"]!.GetValue<string>();
        var mail = await Wait.ForAsync(
            "the mail to the forwarder",
            async () =>
                (await _system.MailsAsync()).FirstOrDefault(one =>
                    one!["to"]![0]!["address"]!.GetValue<string>() == "wu@forwarder.example"
                    && one["subject"]!.GetValue<string>().Contains(number, StringComparison.Ordinal)
                ),
            TimeSpan.FromMinutes(1)
        );

        var link = new Uri(Link().Match(mail["text"]!.GetValue<string>()).Value);
        using var http = new HttpClient();
        var page = new HtmlParser().ParseDocument(await http.GetStringAsync(link));
        using var answer = await http.PostAsync(
            link,
            new FormUrlEncodedContent(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["act"] = "send",
                    ["nonce"] = page.QuerySelector("input[name='nonce']")!.GetAttribute("value")!,
                    ["number"] = "LP123450001CN",
                    ["carrier"] = "Yanwen",
                    ["weight"] = "420",
                    ["fee"] = "35.5",
                }
            )
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        await AssertFulfilledAsync(id, ["LP123450001CN"]);
    }

    [Fact]
    public async Task By_hand_an_operator_enters_the_number_and_a_table_tells_of_each_row()
    {
        await SaveAsync("manual-forwarder", new JsonObject { ["kind"] = "manual" });
        await BindAsync("manual-forwarder");
        var (id, key) = await ShippedAsync();
        var waybill = (await PurchaseAsync(key))["logistics"]![0]!["billNumber"]!.GetValue<string>();
        var rows =
            "account,order,reference,number,carrier,who\n"
            + $"demo-store,{id},{waybill},LP123450002CN,Yanwen,Ann\ndemo-store,0,,LP1,Yanwen,Ann\n";
        using var answer = await _system.AppAsync(HttpMethod.Post, "api/shipments/csv", new StringContent(rows));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var told = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["rows"]!.AsArray();
        Assert.Equal([true, false], told.Select(row => row!["entered"]!.GetValue<bool>()));

        await AssertFulfilledAsync(id, ["LP123450002CN"]);
    }

    private async Task<(string Id, string Key)> ShippedAsync()
    {
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = "PHN-STAND", ["country"] = "US" }))[0];
        var key = await _system.ApproveAndPayAsync(id);
        var order = await _system.WaitForOrderAsync(id, "waits for its shipment", found => Approver.State(found) == "AwaitingShipment");
        await _system.ControlAsync(HttpMethod.Post, $"1688/orders/{Approver.SupplierOrder(order)}/ship", new JsonObject());
        await _system.WaitForOrderAsync(
            id,
            "is announced",
            found => found["purchaseOrders"]![0]!["forwarding"]!["announced"]!.AsArray().Count > 0
        );
        return (id, key);
    }

    private async Task AssertFulfilledAsync(string id, IEnumerable<string> numbers)
    {
        await _system.WaitForOrderAsync(id, "is fulfilled", order => order["state"]!.GetValue<string>() == "Fulfilled");
        Assert.Equal(numbers, await ShownAsync(id));
    }

    private async Task<IReadOnlyList<string>> ShownAsync(string id)
    {
        var books = await _system.ControlAsync(HttpMethod.Get, "state");
        var store = books["storeOrders"]!.AsArray().Single(order => order!["id"]!.GetValue<string>() == id)!;
        return
        [
            .. store["fulfillments"]!
                .AsArray()
                .SelectMany(fulfilment => fulfilment!["tracking"]!.AsArray().Select(tracking => tracking!["number"]!.GetValue<string>())),
        ];
    }

    private async Task<JsonNode> PurchaseAsync(string key) =>
        (await _system.ControlAsync(HttpMethod.Get, "state"))["purchaseOrders"]!
            .AsArray()
            .Single(order => order!["outOrderId"]!.GetValue<string>() == key)!;

    private async Task SaveAsync(string id, JsonObject account)
    {
        var known = await _system.AppJsonAsync($"api/accounts/forwarders/{Kept}");
        var warehouse = known["warehouse"]!.DeepClone().AsObject();
        warehouse.Remove("area");
        account["displayName"] = id;
        account["warehouse"] = warehouse;
        using var saved = await _system.AppAsync(HttpMethod.Put, $"api/accounts/forwarders/{id}", JsonContent.Create(account));
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync());
    }

    private async Task BindAsync(string forwarder)
    {
        var store = (await _system.AppJsonAsync("api/accounts"))["stores"]!
            .AsArray()
            .Single(one => one!["id"]!.GetValue<string>() == "demo-store")!;
        using var saved = await _system.AppAsync(
            HttpMethod.Put,
            "api/accounts/stores/demo-store",
            JsonContent.Create(
                new JsonObject
                {
                    ["platform"] = store["platform"]!.GetValue<string>(),
                    ["displayName"] = store["displayName"]!.GetValue<string>(),
                    ["endpoint"] = store["endpoint"]!.GetValue<string>(),
                    ["currency"] = store["currency"]!.GetValue<string>(),
                    ["purchasingAccountId"] = store["purchasingAccountId"]!.GetValue<string>(),
                    ["forwarderId"] = forwarder,
                }
            )
        );
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync());
    }

    [GeneratedRegex(@"http://\S+/api/forwarders/\S+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Link();
}
