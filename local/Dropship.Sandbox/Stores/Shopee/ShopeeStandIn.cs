using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores.Shopee;

/// <summary>Shopee's Open API v2, with shops in two markets: one has let the app in, the other has not.</summary>
internal sealed class ShopeeStandIn : IStandIn
{
    public const string Target = "shopee";

    public string Name => Target;

    public IReadOnlyList<(Type Kind, string Name)> Entities { get; } =
    [
        (typeof(ShopeeSettings), "shopeeSettings"),
        (typeof(ShopeeShop), "shopeeShop"),
        (typeof(ShopeeOrder), "shopeeOrder"),
        (typeof(ShopeeCode), "shopeeCode"),
    ];

    public void Map(IEndpointRouteBuilder routes, SandboxWorld world)
    {
        new ShopeeEndpoints(world).Map(routes);
        new ShopeeControl(world).Map(routes);
    }

    public void Seed(Step step)
    {
        step.Add(new ShopeeSettings { Key = ShopeeSettings.TheKey });
        step.Add(
            new ShopeeShop
            {
                Key = "600100200",
                Name = "Sandbox VN",
                Region = "VN",
                Currency = "VND",
                IsAuthorised = true,
                RefreshToken = "sandbox-shopee-refresh",
                AccessTokens = { ["sandbox-shopee-access"] = step.Elapsed + ShopeeDesk.AccessLife },
            }
        );
        step.Add(
            new ShopeeShop
            {
                Key = "600100300",
                Name = "Sandbox SG",
                Region = "SG",
                Currency = "SGD",
            }
        );
    }

    public void ExpireTokens(Step step)
    {
        foreach (var shop in step.All<ShopeeShop>())
        {
            shop.AccessTokens.Clear();
            step.Touch(shop);
        }
    }

    public (int Status, JsonObject Body)? Reply(string faultKind) =>
        faultKind switch
        {
            Fault.Throttled => (
                200,
                ShopeeReplies.Error("error_rate_limit", "Too many requests. You have reached the rate limit. Please try again later.")
            ),
            Fault.TokenExpired => (403, ShopeeReplies.Error("invalid_acceess_token", "Invalid access_token, please have a check.")),
            _ => null,
        };

    public IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery) =>
        [
            KeyValuePair.Create(
                "Authorization",
                ShopeeDesk.Sign(step.Get<ShopeeSettings>(ShopeeSettings.TheKey).PartnerKey, $"{delivery.Url}|{delivery.Body}")
            ),
        ];

    public void NoteDelivery(Step step, Delivery delivery, bool delivered) { }
}
