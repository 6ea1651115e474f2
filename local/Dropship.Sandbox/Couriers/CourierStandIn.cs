using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Couriers;

/// <summary>Three tracking services over the same parcels: Kuaidi100, 17TRACK and AfterShip.</summary>
internal sealed class CourierStandIn : IStandIn
{
    public const string Target = "couriers";

    public string Name => Target;

    public IReadOnlyList<(Type Kind, string Name)> Entities { get; } =
    [(typeof(CourierSettings), "courierSettings"), (typeof(CourierPackage), "courierPackage")];

    public void Map(IEndpointRouteBuilder routes, SandboxWorld world)
    {
        new CourierEndpoints(world).Map(routes);
        new CourierControl(world).Map(routes);
    }

    public void Seed(Step step) => step.Add(new CourierSettings { Key = CourierSettings.TheKey });

    public void ExpireTokens(Step step) { }

    public (int Status, JsonObject Body)? Reply(string faultKind) => null;

    // Kuaidi100's signature is a field of its form.
    public IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery)
    {
        var settings = CourierWork.SettingsOf(step);
        return delivery.Topic switch
        {
            CourierCodes.SeventeenTrack =>
            [
                KeyValuePair.Create("sign", CourierSigns.Sha256($"{delivery.Body}/{settings.SeventeenTrackKey}")),
            ],
            CourierCodes.AfterShip =>
            [
                KeyValuePair.Create("aftership-hmac-sha256", CourierSigns.Hmac(settings.AfterShipWebhookSecret, delivery.Body)),
            ],
            _ => [],
        };
    }

    public void NoteDelivery(Step step, Delivery delivery, bool delivered) { }
}
