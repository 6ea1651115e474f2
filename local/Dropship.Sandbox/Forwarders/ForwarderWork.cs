using System.Globalization;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Forwarders;

/// <summary>The rules by which announcements change, whoever changes them.</summary>
internal static class ForwarderWork
{
    public static ForwarderSettings SettingsOf(Step step) => step.Get<ForwarderSettings>(ForwarderSettings.TheKey);

    public static void Arrive(Step step, ForwarderOrder order)
    {
        order.ArrivedAt = step.Now;
        order.ArrivedElapsed = step.Elapsed;
        order.Missing = null;
        Tell(step, order);
    }

    public static void Miss(Step step, ForwarderOrder order, string words)
    {
        order.Missing = words;
        Tell(step, order);
    }

    /// <summary>Sends the goods on.</summary>
    public static void Send(Step step, ForwarderOrder order)
    {
        var settings = SettingsOf(step);
        List<Dictionary<string, int>> boxes =
            settings.Mode == ForwarderMode.Several && order.Shipments.Count == 0
                ? Split(order)
                :
                [
                    [],
                ];
        foreach (var lines in boxes)
        {
            var number = step.Next("forwarder-shipment");
            order.Shipments.Add(
                new ForwarderShipment
                {
                    ShipmentId = string.Create(CultureInfo.InvariantCulture, $"FS{number:D6}"),
                    TrackingNumber =
                        settings.Mode == ForwarderMode.WrongNumber
                            ? string.Create(CultureInfo.InvariantCulture, $"XX{number:D10}")
                            : NumberOf(number),
                    ShippedAt = step.Now,
                    WeightGrams = 300 + (int)(number % 7 * 50),
                    Fee = 28.5m,
                    Lines = lines,
                }
            );
        }

        order.AwaitsSending = false;
        order.CorrectAt = settings.Mode == ForwarderMode.WrongNumber ? step.Elapsed + settings.SendDelaySeconds : null;
        Tell(step, order);
    }

    /// <summary>Puts wrong numbers right.</summary>
    public static void Correct(Step step, ForwarderOrder order)
    {
        foreach (var shipment in order.Shipments)
        {
            shipment.TrackingNumber = NumberOf(long.Parse(shipment.ShipmentId[2..], CultureInfo.InvariantCulture));
        }

        order.CorrectAt = null;
        Tell(step, order);
    }

    /// <summary>Writes the change down, and calls back that there is news.</summary>
    public static void Tell(Step step, ForwarderOrder order)
    {
        step.Touch(order);
        if (SettingsOf(step).CallbackUrl is { Length: > 0 } url)
        {
            step.Add(
                new Delivery
                {
                    Key = Guid.NewGuid().ToString(),
                    Target = ForwarderStandIn.Target,
                    Url = url,
                    Topic = "news",
                    Body = new JsonObject { ["references"] = new JsonArray(order.Key) }.ToJsonString(),
                    DueAt = step.Elapsed,
                }
            );
        }
    }

    public static JsonObject Describe(ForwarderOrder order) =>
        new()
        {
            ["reference"] = order.Key,
            ["parcels"] = order.IsCancelled ? new JsonArray() : order.Announcement["parcels"]?.DeepClone(),
            ["arrivedAt"] = order.ArrivedAt,
            ["missing"] = order.Missing,
            ["shipments"] = new JsonArray([
                .. order.Shipments.Select(shipment =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["shipmentId"] = shipment.ShipmentId,
                            ["trackingNumber"] = shipment.TrackingNumber,
                            ["carrierName"] = "Yanwen Express",
                            ["carrierCode"] = "YANWEN",
                            ["shippedAt"] = shipment.ShippedAt,
                            ["weightGrams"] = shipment.WeightGrams,
                            ["fee"] = shipment.Fee,
                            ["currency"] = "CNY",
                            ["cancelled"] = shipment.Cancelled,
                            ["lines"] = new JsonArray([
                                .. shipment.Lines.Select(line =>
                                    (JsonNode)new JsonObject { ["line"] = line.Key, ["quantity"] = line.Value }
                                ),
                            ]),
                        }
                ),
            ]),
        };

    private static string NumberOf(long number) => string.Create(CultureInfo.InvariantCulture, $"YW{number:D10}");

    // One box for each line; the pieces of a single line are halved.
    private static List<Dictionary<string, int>> Split(ForwarderOrder order)
    {
        var goods =
            order
                .Announcement["goods"]
                ?.AsArray()
                .Select(one => (Line: one!["line"]!.GetValue<string>(), Quantity: one["quantity"]!.GetValue<int>()))
                .ToList()
            ?? [];
        return goods switch
        {
            [var (line, quantity)] when quantity > 1 =>
            [
                new(StringComparer.Ordinal) { [line] = quantity / 2 },
                new(StringComparer.Ordinal) { [line] = quantity - (quantity / 2) },
            ],
            { Count: > 1 } => [.. goods.Select(one => new Dictionary<string, int>(StringComparer.Ordinal) { [one.Line] = one.Quantity })],
            _ =>
            [
                [],
            ],
        };
    }
}
