using System.Globalization;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Forwarders;

/// <summary>A forwarder in China: it is told of parcels, receives them and sends them on under numbers of its own.</summary>
internal sealed class ForwarderStandIn : IStandIn
{
    public const string Target = "forwarder";

    public string Name => Target;

    public IReadOnlyList<(Type Kind, string Name)> Entities { get; } =
    [(typeof(ForwarderSettings), "forwarderSettings"), (typeof(ForwarderOrder), "forwarderOrder")];

    public void AddWorkers(IServiceCollection services) => services.AddHostedService<ForwarderRobot>();

    public void Map(IEndpointRouteBuilder routes, SandboxWorld world)
    {
        new ForwarderEndpoints(world).Map(routes);
        new ForwarderControl(world).Map(routes);
    }

    public void Seed(Step step) => step.Add(new ForwarderSettings { Key = ForwarderSettings.TheKey });

    public void ExpireTokens(Step step) { }

    public (int Status, JsonObject Body)? Reply(string faultKind) => null;

    public IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery)
    {
        var time = step.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var path = new Uri(delivery.Url).PathAndQuery;
        return
        [
            KeyValuePair.Create("Dropship-Timestamp", time),
            KeyValuePair.Create(
                "Dropship-Signature",
                ForwarderEndpoints.Sign(ForwarderWork.SettingsOf(step).Secret, time, "POST", path, delivery.Body)
            ),
        ];
    }

    public void NoteDelivery(Step step, Delivery delivery, bool delivered) { }
}
