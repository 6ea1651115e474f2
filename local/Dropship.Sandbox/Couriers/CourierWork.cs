using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Couriers;

/// <summary>What the services do when a parcel moves.</summary>
internal static class CourierWork
{
    public static CourierSettings SettingsOf(Step step) => step.Get<CourierSettings>(CourierSettings.TheKey);

    /// <summary>The parcel of a number, or a number that no carrier knows.</summary>
    public static CourierPackage PackageOf(Step step, string number) =>
        step.Find<CourierPackage>(number) ?? step.Add(new CourierPackage { Key = number });

    public static void Subscribe(Step step, CourierPackage package, string service)
    {
        if (!package.Subscribed.Contains(service))
        {
            package.Subscribed.Add(service);
        }

        step.Touch(package);
    }

    /// <summary>Has each service that is to call, call.</summary>
    public static void Tell(Step step, CourierPackage package)
    {
        step.Touch(package);
        foreach (var service in package.Subscribed)
        {
            TellBy(step, package, service);
        }
    }

    private static void TellBy(Step step, CourierPackage package, string service)
    {
        var settings = SettingsOf(step);
        var (url, body) = service switch
        {
            CourierCodes.Kuaidi100 => (package.CallbackUrl, Kuaidi100Form(package)),
            CourierCodes.SeventeenTrack => (
                settings.SeventeenTrackUrl,
                new JsonObject { ["event"] = "TRACKING_UPDATED", ["data"] = CourierReplies.SeventeenTrack(package) }.ToJsonString()
            ),
            _ => (
                settings.AfterShipUrl,
                new JsonObject { ["event"] = "tracking_update", ["msg"] = CourierReplies.AfterShip(package) }.ToJsonString()
            ),
        };
        if (url is { Length: > 0 })
        {
            step.Add(
                new Delivery
                {
                    Key = Guid.NewGuid().ToString(),
                    Target = CourierStandIn.Target,
                    Url = url,
                    Topic = service,
                    Body = body,
                    ContentType = service == CourierCodes.Kuaidi100 ? "application/x-www-form-urlencoded" : "application/json",
                    DueAt = step.Elapsed,
                }
            );
        }
    }

    private static string Kuaidi100Form(CourierPackage package)
    {
        var (status, message) = (package.State, package.Events.Count) switch
        {
            ("NotFound", _) => ("abort", "3天查询无记录"),
            ("Expired", _) => ("abort", "60天无变化"),
            ("Delivered", _) => ("shutdown", string.Empty),
            _ => ("polling", string.Empty),
        };
        var param = new JsonObject
        {
            ["status"] = status,
            ["message"] = message,
            ["autoCheck"] = "0",
            ["lastResult"] = CourierReplies.Kuaidi100(package),
        }.ToJsonString(Journal.Options);
        return $"sign={CourierSigns.Md5(param + package.Salt)}&param={Uri.EscapeDataString(param)}";
    }
}
