using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dropship.EndToEnd.Tests.Support;

namespace Dropship.EndToEnd.Tests;

/// <summary>Numbers that are not parcels, from the supplier's word to the end of the order.</summary>
[Collection(nameof(QuietSystem))]
public sealed class ShipmentTests(QuietSystem fixture) : IAsyncLifetime
{
    private readonly LocalSystem _system = fixture.System;

    public Task InitializeAsync() => ByHandAsync(isByHand: true);

    public Task DisposeAsync() => ByHandAsync(isByHand: false);

    [Fact]
    public async Task A_parcel_that_no_carrier_scans_is_told_once_and_is_over_by_itself_with_the_scan()
    {
        var (id, supplierOrder) = await ShippedAsync();
        var number = await SuspectedAsync(id);

        await ReportAsync(
            supplierOrder,
            new JsonObject { ["status"] = "ACCEPT" },
            "the order is fulfilled",
            async () => (await _system.ReadOrderAsync(id))!["order"]!["state"]!.GetValue<string>() == "Fulfilled"
        );
        Assert.Equal([number], await ShownAsync(id));
        await Wait.UntilAsync("the alert is closed", async () => !await IsOpenAsync(id), TimeSpan.FromMinutes(1));
        Assert.All(
            (await MailsOfAsync(number)).GroupBy(mail => mail["to"]![0]!["address"]!.GetValue<string>(), StringComparer.Ordinal),
            mails => Assert.Single(mails)
        );
    }

    [Fact]
    public async Task A_parcel_that_is_never_scanned_waits_for_a_person_whose_word_ends_it_and_stays_in_the_history()
    {
        var (id, _) = await ShippedAsync();
        await SuspectedAsync(id);

        using var released = await _system.AppAsync(
            HttpMethod.Post,
            $"api/orders/demo-store/{id}/release",
            JsonContent.Create(new JsonObject { ["who"] = "Ann", ["why"] = "the supplier sent a photo of the receipt" })
        );
        Assert.Equal(HttpStatusCode.OK, released.StatusCode);

        await _system.WaitForOrderAsync(id, "is fulfilled", order => order["state"]!.GetValue<string>() == "Fulfilled");
        Assert.Contains(
            (await _system.ReadOrderAsync(id))!["history"]!.AsArray(),
            told =>
                told!["actor"]!.GetValue<string>() == "person:Ann"
                && told["why"]!.GetValue<string>().Contains("photo of the receipt", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_number_that_the_supplier_replaces_after_the_push_reaches_the_store_too()
    {
        const string Right = "73610555582883";
        var (id, supplierOrder) = await ShippedAsync();
        await Wait.UntilAsync("the store has the number", async () => (await ShownAsync(id)).Count > 0, TimeSpan.FromMinutes(1));

        await ReportAsync(
            supplierOrder,
            new JsonObject { ["billNumber"] = Right, ["carrier"] = "ZTO" },
            "the store shows the right number",
            async () => (await ShownAsync(id)).Contains(Right)
        );
        await ReportAsync(
            supplierOrder,
            new JsonObject { ["status"] = "ACCEPT" },
            "the order is fulfilled",
            async () => (await _system.ReadOrderAsync(id))!["order"]!["state"]!.GetValue<string>() == "Fulfilled"
        );
        Assert.Equal([Right], await ShownAsync(id));
    }

    private async Task<(string Id, string SupplierOrder)> ShippedAsync()
    {
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = "MUG-CER-BLU", ["country"] = "CN" }))[0];
        await _system.ApproveAndPayAsync(id);
        var order = await _system.WaitForOrderAsync(id, "waits for its shipment", found => Approver.State(found) == "AwaitingShipment");
        await _system.ControlAsync(HttpMethod.Post, $"1688/orders/{Approver.SupplierOrder(order)}/ship", new JsonObject());
        await ReportAsync(
            Approver.SupplierOrder(order),
            new JsonObject { ["status"] = "WAITACCEPT" },
            "the app knows of the parcel",
            async () => (await _system.ReadOrderAsync(id))!["order"]!["purchaseOrders"]![0]!["parcels"]!.AsArray().Count > 0
        );
        return (id, Approver.SupplierOrder(order));
    }

    // The number that is doubted, once a person was told.
    private async Task<string> SuspectedAsync(string id)
    {
        var held = await _system.WaitForOrderAsync(
            id,
            "is suspected",
            order => order["purchaseOrders"]![0]!["hold"]?["code"]!.GetValue<string>() == "SHIPMENT_SUSPECTED"
        );
        var number = held["purchaseOrders"]![0]!["parcels"]![0]!["waybillNumber"]!.GetValue<string>();
        await Wait.UntilAsync("a person is told", async () => (await MailsOfAsync(number)).Count > 0, TimeSpan.FromMinutes(1));
        return number;
    }

    private async Task<IReadOnlyList<JsonNode>> MailsOfAsync(string number) =>
        [
            .. (await _system.MailsAsync())
                .OfType<JsonNode>()
                .Where(mail => mail["text"]!.GetValue<string>().Contains(number, StringComparison.Ordinal)),
        ];

    private async Task<bool> IsOpenAsync(string id) =>
        (await _system.AppJsonAsync("api/alerts"))["alerts"]!
            .AsArray()
            .Any(alert => alert!["order"]?.ToJsonString().Contains(id, StringComparison.Ordinal) == true);

    private async Task<IReadOnlyList<string>> ShownAsync(string id) =>
        [
            .. (await _system.ControlAsync(HttpMethod.Get, "state"))["storeOrders"]!
                .AsArray()
                .Single(order => order!["id"]!.GetValue<string>() == id)!["fulfillments"]!
                .AsArray()
                .SelectMany(fulfilment => fulfilment!["tracking"]!.AsArray().Select(tracking => tracking!["number"]!.GetValue<string>())),
        ];

    // Told again until it is known: of the news of one second the app reads the first and leaves the others to its sweep, which rests.
    private Task ReportAsync(string supplierOrder, JsonObject news, string what, Func<Task<bool>> isKnown) =>
        Wait.UntilAsync(
            what,
            async () =>
            {
                await _system.ControlAsync(HttpMethod.Post, $"1688/orders/{supplierOrder}/logistics", news);
                return await isKnown();
            },
            TimeSpan.FromMinutes(1)
        );

    private Task<JsonNode> ByHandAsync(bool isByHand) =>
        _system.ControlAsync(HttpMethod.Put, "settings", new JsonObject { ["autoShip"] = !isByHand, ["autoPickup"] = !isByHand });
}
