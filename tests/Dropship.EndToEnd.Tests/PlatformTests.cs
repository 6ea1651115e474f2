using System.Net;
using System.Text.Json.Nodes;
using Dropship.EndToEnd.Tests.Support;

namespace Dropship.EndToEnd.Tests;

/// <summary>Stores of several platforms side by side: the scenarios of docs/platforms.md in the whole installation.</summary>
[Collection(nameof(RunningSystem))]
public sealed class PlatformTests(RunningSystem running) : IAsyncLifetime
{
    private const string Shirt = "TEE-BLK-M";
    private const string Bottle = "BTL-500-BLK";

    private readonly LocalSystem _system = running.System;

    // What is shipped, and when, is a test's doing.
    public Task InitializeAsync() => SetAutoShipAsync(false);

    public async Task DisposeAsync()
    {
        await _system.ControlAsync(HttpMethod.Delete, "faults");
        await SetAutoShipAsync(true);
    }

    [Fact]
    public Task Orders_of_all_platforms_end_as_their_customers_and_suppliers_have_it() =>
        Task.WhenAll(
            PlatformSide
                .Of(_system)
                .SelectMany(side => (Task[])[ShipWholeAsync(side), ShipInPartsAsync(side), CancelUnpaidAsync(side), CancelPaidAsync(side)])
        );

    [Fact]
    public async Task In_bad_weather_all_platforms_still_get_each_number_once()
    {
        var sides = PlatformSide.Of(_system);
        foreach (var side in sides)
        {
            var (list, read) = side.Operations;
            await side.FaultAsync("webhook", list is null ? "twice" : "drop-before-work", 100);
            if (list is not null)
            {
                await side.FaultAsync(list, "http-429", 2);
                await side.FaultAsync(read!, "changed-shape");
            }
        }

        await sides[1].FaultAsync("get_order_list", "token-expired");
        var made = await Task.WhenAll(sides.Select(async side => (Side: side, Id: await side.OrderAsync(Shirt))));
        await Task.WhenAll(
            made.Select(one => one.Side.WaitAsync(one.Id, "is found by the pull", found => PlatformSide.All(found, "AwaitingApproval")))
        );
        await _system.ControlAsync(HttpMethod.Delete, "faults");
        foreach (var side in sides)
        {
            await side.FaultAsync("webhook", "twice", 100);
        }

        await Task.WhenAll(
            made.Select(async one =>
            {
                await one.Side.ApproveAndPayAsync(one.Id);
                await one.Side.ShipAsync(one.Id);
                await AssertConfirmedAsync(one.Side, one.Id, 1);
            })
        );
    }

    private static async Task ShipWholeAsync(PlatformSide side)
    {
        var id = await side.OrderAsync(Shirt);
        await side.ApproveAndPayAsync(id);
        await side.ShipAsync(id);
        var order = await AssertConfirmedAsync(side, id, 1);
        if (side.MakesNumber)
        {
            await AssertLabelAsync(side, id, order["purchaseOrders"]![0]!["parcels"]![0]!["parcelId"]!.GetValue<string>());
        }
    }

    private static Task AssertLabelAsync(PlatformSide side, string id, string parcel) =>
        Wait.UntilAsync(
            "the platform's label is handed on",
            async () =>
            {
                using var label = await side.ReadLabelAsync(id, parcel);
                return label.StatusCode switch
                {
                    // It is still made.
                    HttpStatusCode.Conflict => false,
                    HttpStatusCode.OK => label.Content.Headers.ContentType?.MediaType == "application/pdf",
                    var other => throw new InvalidOperationException($"{other}: {await label.Content.ReadAsStringAsync()}"),
                };
            },
            TimeSpan.FromMinutes(1)
        );

    private static async Task ShipInPartsAsync(PlatformSide side)
    {
        var id = await side.OrderAsync(Shirt, Bottle);
        await side.ApproveAndPayAsync(id, purchases: 2);
        await side.ShipAsync(id);
        var half = await side.WaitAsync(
            id,
            "has its first parcel told, or waiting for the rest",
            found => found["purchaseOrders"]![0]!["parcels"]!.AsArray() is [var parcel] && IsToldOrWaits(parcel!)
        );
        var parcels = half["purchaseOrders"]![0]!["parcels"]!;
        Assert.Equal(side.WaitsForRest, parcels[0]!["restIsShipped"]?.GetValue<bool>() == false);
        Assert.Equal(side.WaitsForRest ? 0 : 1, (await side.ShownAsync(id)).Numbers.Count);

        await side.ShipAsync(id, place: 1);
        await AssertConfirmedAsync(side, id, side.WaitsForRest ? 1 : 2, purchases: 2);

        bool IsToldOrWaits(JsonNode parcel) =>
            side.WaitsForRest
                ? parcel["restIsShipped"]?.GetValue<bool>() == false
                : parcel["push"]!.GetValue<string>() is "Pushed" or "Confirmed";
    }

    private static async Task CancelUnpaidAsync(PlatformSide side)
    {
        var id = await side.OrderAsync(Shirt);
        await side.WaitAsync(id, "asks for approval", found => PlatformSide.All(found, "AwaitingApproval"));
        await side.CancelAsync(id);
        await side.WaitAsync(id, "is given up", found => PlatformSide.All(found, "Cancelled"));
        Assert.Empty((await side.ShownAsync(id)).Numbers);
    }

    private static async Task CancelPaidAsync(PlatformSide side)
    {
        var id = await side.OrderAsync(Shirt);
        await side.ApproveAndPayAsync(id);
        await side.WaitAsync(id, "is paid", found => PlatformSide.All(found, "AwaitingShipment"));
        await side.CancelAsync(id);
        var held = await side.WaitAsync(id, "waits for the refund", found => PlatformSide.All(found, "RefundDue"));
        Assert.Equal("CANCELLED_AFTER_PAYMENT", held["purchaseOrders"]![0]!["hold"]!["code"]!.GetValue<string>());
        Assert.Empty((await side.ShownAsync(id)).Numbers);
    }

    private static async Task<JsonNode> AssertConfirmedAsync(PlatformSide side, string id, int numbers, int purchases = 1)
    {
        var order = await side.WaitAsync(id, "is confirmed", found => found["state"]!.GetValue<string>() == "Fulfilled");
        Assert.True(PlatformSide.All(order, "Completed", purchases));
        var parcels = order["purchaseOrders"]!.AsArray().SelectMany(purchase => purchase!["parcels"]!.AsArray()).ToList();
        var (status, shown) = await side.ShownAsync(id);
        Assert.Equal((side.ShippedWord, numbers), (status, shown.Count));
        Assert.All(
            parcels,
            parcel => Assert.Contains(parcel![side.MakesNumber ? "platformNumber" : "waybillNumber"]!.GetValue<string>(), shown)
        );
        return order;
    }

    private Task<JsonNode> SetAutoShipAsync(bool on) =>
        _system.ControlAsync(HttpMethod.Put, "settings", new JsonObject { ["autoShip"] = on });
}
