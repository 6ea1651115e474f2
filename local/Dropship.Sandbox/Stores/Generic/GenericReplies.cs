using System.Globalization;
using System.Text.Json.Nodes;

namespace Dropship.Sandbox.Stores.Generic;

/// <summary>Orders as a seller's system submits them.</summary>
internal static class GenericReplies
{
    public static JsonObject Order(PlatformOrder order) =>
        new()
        {
            ["id"] = order.Id,
            ["number"] = order.Id,
            ["createdAt"] = Time(order.CreatedAt),
            ["changedAt"] = Time(order.UpdatedAt),
            ["paidAt"] = order.PaidAt is { } paid ? Time(paid) : null,
            ["cancelledAt"] = order.CancelledAt is { } cancelled ? Time(cancelled) : null,
            ["shipBy"] = Time(order.ShipBy),
            ["payment"] =
                order.PaidAt is null ? "Pending"
                : order.RefundedAt is not null ? "PartiallyRefunded"
                : "Paid",
            ["currency"] = order.Currency,
            ["total"] = order.Total,
            ["note"] = order.Note,
            ["shipTo"] = new JsonObject
            {
                ["fullName"] = $"{order.Address.FirstName} {order.Address.LastName}".Trim(),
                ["phone"] = order.Address.Phone,
                ["country"] = order.Address.CountryCode,
                ["province"] = order.Address.Province,
                ["city"] = order.Address.City,
                ["line1"] = order.Address.Address1,
                [order.Address.CountryCode == "CN" ? "district" : "line2"] = order.Address.Address2,
                ["postCode"] = order.Address.Zip,
            },
            ["lines"] = new JsonArray([
                .. order.Lines.Select(line =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = line.Id,
                            ["sku"] = line.Sku,
                            ["title"] = line.Title,
                            ["variant"] = line.Variant,
                            ["quantity"] = line.Quantity,
                            ["takenBack"] = line.TakenBack,
                            ["unitPrice"] = line.Price,
                        }
                ),
            ]),
        };

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
