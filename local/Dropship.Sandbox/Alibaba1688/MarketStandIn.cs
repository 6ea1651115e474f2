using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>The 1688 market. Its messages are sent by a queue of their own.</summary>
internal sealed class MarketStandIn : IStandIn
{
    public string Name => "1688";

    public IReadOnlyList<(Type Kind, string Name)> Entities { get; } =
    [
        (typeof(Offer), "offer"),
        (typeof(PurchaseOrder), "purchaseOrder"),
        (typeof(BuyerToken), "buyerToken"),
        (typeof(PushMessage), "pushMessage"),
    ];

    public void AddWorkers(IServiceCollection services)
    {
        services.AddHostedService<SupplierRobot>();
        services.AddHostedService<PushSender>();
    }

    public void Map(IEndpointRouteBuilder routes, SandboxWorld world)
    {
        new MarketGateway(world).Map(routes);
        new Cashier(world).Map(routes);
    }

    public void Seed(Step step)
    {
        foreach (var offer in Catalogue.Offers())
        {
            step.Add(offer);
        }

        BuyerTokens.Seed(step);
    }

    public void ExpireTokens(Step step) => BuyerTokens.ExpireAll(step);

    public (int Status, JsonObject Body)? Reply(string faultKind) =>
        faultKind switch
        {
            Fault.Throttled => (
                400,
                new JsonObject { ["error_code"] = "gw.QosAppFrequencyLimit", ["error_message"] = "App call exceeds limited frequency" }
            ),
            Fault.TokenExpired => (401, new JsonObject { ["error_code"] = "401", ["error_message"] = "Request need user authorized" }),
            _ => null,
        };

    public IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery) => [];

    public void NoteDelivery(Step step, Delivery delivery, bool delivered) { }
}
