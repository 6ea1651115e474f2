using System.Globalization;
using System.Text.Json.Nodes;

namespace Dropship.Sandbox.Couriers;

/// <summary>Each service's picture of a parcel.</summary>
internal static class CourierReplies
{
    public static JsonObject Kuaidi100(CourierPackage package) =>
        new()
        {
            ["message"] = "ok",
            ["nu"] = package.Key,
            ["com"] = package.Carrier.Length == 0 ? string.Empty : CourierCodes.Kuaidi100Of(package),
            ["ischeck"] = package.State == "Delivered" ? "1" : "0",
            ["state"] = CourierCodes.Kuaidi100State(package),
            ["status"] = "200",
            ["data"] = new JsonArray([
                .. package.Events.Select(one =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["time"] = China(one.At),
                            ["ftime"] = China(one.At),
                            ["context"] = one.Text,
                            ["areaName"] = one.City,
                        }
                ),
            ]),
        };

    public static JsonObject SeventeenTrack(CourierPackage package) =>
        new()
        {
            ["number"] = package.Key,
            ["carrier"] = CourierCodes.SeventeenTrackOf(package),
            ["tag"] = null,
            ["track_info"] = new JsonObject
            {
                ["shipping_info"] = new JsonObject { ["recipient_address"] = new JsonObject { ["city"] = null } },
                ["latest_status"] = new JsonObject
                {
                    ["status"] = package.OddWord ?? package.State,
                    ["sub_status"] = package.SubState.Length > 0 ? package.SubState : $"{package.State}_Other",
                },
                ["latest_event"] = package.Events.Count == 0 ? null : Event(package.Events[^1]),
                ["tracking"] = new JsonObject
                {
                    ["providers"] = new JsonArray(
                        new JsonObject { ["events"] = new JsonArray([.. package.Events.Select(one => (JsonNode)Event(one))]) }
                    ),
                },
            },
        };

    public static JsonObject AfterShip(CourierPackage package)
    {
        var (tag, subtag) = CourierCodes.AfterShipState(package);
        return new JsonObject
        {
            ["id"] = package.Key,
            ["tracking_number"] = package.Key,
            ["slug"] = package.Carrier.Length == 0 ? null : CourierCodes.AfterShipOf(package),
            ["tag"] = tag,
            ["subtag"] = subtag,
            ["destination_city"] = null,
            ["checkpoints"] = new JsonArray([
                .. package.Events.Select(one =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["checkpoint_time"] = one.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                            ["message"] = one.Text,
                            ["city"] = one.City,
                        }
                ),
            ]),
        };
    }

    private static JsonObject Event(CourierEvent one) =>
        new()
        {
            ["time_utc"] = one.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["description"] = one.Text,
            ["address"] = new JsonObject { ["city"] = one.City },
        };

    private static string China(DateTimeOffset time) =>
        time.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
