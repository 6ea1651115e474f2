using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores.Shopee;

/// <summary>The rules by which shops and orders change, whoever changes them.</summary>
internal static class ShopeeDesk
{
    public const int AccessLife = 14400;
    public const int CodeLife = 600;

    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Sign(string key, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));

    /// <summary>Gives a shop a new pair of tokens; the refresh token before is spent.</summary>
    public static (string Access, string Refresh) Grant(Step step, ShopeeShop shop)
    {
        var access = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        shop.RefreshToken = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        shop.AccessTokens[access] = step.Elapsed + AccessLife;
        shop.IsAuthorised = true;
        step.Touch(shop);
        return (access, shop.RefreshToken);
    }

    public static ShopeeOrder Create(Step step, ShopeeOrder order, bool paid)
    {
        var number = step.Next("shopee-order");
        order.Key = string.Create(CultureInfo.InvariantCulture, $"{step.Now.UtcDateTime:yyMMdd}SBX{number:D6}");
        order.CreateTime = step.Now.ToUnixTimeSeconds();
        order.ShipByDate = step.Now.AddDays(2).ToUnixTimeSeconds();
        order.Packages.Add(
            new ShopeePackage
            {
                Number = PackageNumber(step),
                Pieces = order.Lines.Select((line, place) => (line, place)).ToDictionary(one => one.place, one => one.line.Quantity),
            }
        );
        step.Add(order);
        if (paid || order.Cod)
        {
            Pay(step, order);
        }
        else
        {
            Move(step, order, "UNPAID");
        }

        return order;
    }

    public static void Pay(Step step, ShopeeOrder order)
    {
        order.PayTime = order.Cod ? null : step.Now.ToUnixTimeSeconds();
        order.Packages.ForEach(package => package.Status = "LOGISTICS_READY");
        Move(step, order, "READY_TO_SHIP");
    }

    /// <summary>The buyer asks to cancel; until the seller answers, nothing may be shipped.</summary>
    public static void AskToCancel(Step step, ShopeeOrder order)
    {
        order.StatusBefore = order.Status;
        Move(step, order, "IN_CANCEL");
    }

    public static void RefuseToCancel(Step step, ShopeeOrder order) => Move(step, order, order.StatusBefore ?? "READY_TO_SHIP");

    public static void Cancel(Step step, ShopeeOrder order, string reason)
    {
        order.CancelReason = reason;
        order.Packages.ForEach(package =>
            package.Status = package.TrackingNumber is null ? "LOGISTICS_INVALID" : "LOGISTICS_REQUEST_CANCELED"
        );
        Move(step, order, "CANCELLED");
    }

    /// <summary>The seller splits the order into one package for each line.</summary>
    public static void Split(Step step, ShopeeOrder order)
    {
        order.SplitUp = true;
        order.Packages =
        [
            .. order.Lines.Select(
                (line, place) =>
                    new ShopeePackage
                    {
                        Number = PackageNumber(step),
                        Status = "LOGISTICS_READY",
                        Pieces = { [place] = line.Quantity },
                    }
            ),
        ];
        Move(step, order, order.Status);
    }

    /// <summary>Arranges the shipment of a package, by the number that is given or one of the platform's own.</summary>
    public static void Ship(Step step, ShopeeOrder order, ShopeePackage package, string? number)
    {
        var shop = step.Get<ShopeeShop>(order.Shop);
        package.Status = "LOGISTICS_REQUEST_CREATED";
        package.TrackingNumber =
            number ?? string.Create(CultureInfo.InvariantCulture, $"SPX{shop.Region}{step.Next("shopee-tracking"):D10}");
        package.NumberFrom = step.Elapsed + step.Get<ShopeeSettings>(ShopeeSettings.TheKey).NumberDelaySeconds;
        Move(step, order, order.Packages.TrueForAll(one => one.TrackingNumber is not null) ? "PROCESSED" : order.Status);
        Push(
            step,
            order.Shop,
            4,
            new JsonObject
            {
                ["ordersn"] = order.Key,
                ["package_number"] = package.Number,
                ["tracking_no"] = package.TrackingNumber,
            }
        );
    }

    /// <summary>The courier scans the packages.</summary>
    public static void PickUp(Step step, ShopeeOrder order)
    {
        order.Packages.ForEach(package => package.Status = "LOGISTICS_PICKUP_DONE");
        Move(step, order, "SHIPPED");
    }

    /// <summary>Puts a push on its way to the app's one address.</summary>
    public static void Push(Step step, string shop, int code, JsonObject data)
    {
        if (step.Get<ShopeeSettings>(ShopeeSettings.TheKey).PushUrl is not { Length: > 0 } url)
        {
            return;
        }

        var body = new JsonObject
        {
            ["data"] = data,
            ["shop_id"] = long.Parse(shop, CultureInfo.InvariantCulture),
            ["code"] = code,
            ["timestamp"] = step.Now.ToUnixTimeSeconds(),
        };
        step.Add(
            new Delivery
            {
                Key = Guid.NewGuid().ToString(),
                Target = ShopeeStandIn.Target,
                Url = url,
                Topic = $"push/{code}",
                Body = body.ToJsonString(s_json),
                DueAt = step.Elapsed,
            }
        );
    }

    private static void Move(Step step, ShopeeOrder order, string status)
    {
        order.Status = status;
        order.UpdateTime = step.Now.ToUnixTimeSeconds();
        step.Touch(order);
        Push(
            step,
            order.Shop,
            3,
            new JsonObject
            {
                ["items"] = new JsonArray(),
                ["ordersn"] = order.Key,
                ["status"] = status,
                ["completed_scenario"] = string.Empty,
                ["update_time"] = order.UpdateTime,
            }
        );
    }

    private static string PackageNumber(Step step) => string.Create(CultureInfo.InvariantCulture, $"OFG{step.Next("shopee-package"):D15}");
}
