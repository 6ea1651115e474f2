using System.Text.Json.Nodes;

namespace Dropship.Sandbox.World;

/// <summary>One service that the sandbox stands in for. The engine knows the services by this alone.</summary>
internal interface IStandIn
{
    /// <summary>What faults and the call log name it by.</summary>
    string Name { get; }

    /// <summary>What it remembers over a restart: each kind and its name in the journal.</summary>
    IReadOnlyList<(Type Kind, string Name)> Entities { get; }

    /// <summary>Adds what works in the background of the service.</summary>
    void AddWorkers(IServiceCollection services) { }

    /// <summary>Makes the routes of the service, and those by which a test moves it.</summary>
    void Map(IEndpointRouteBuilder routes, SandboxWorld world);

    /// <summary>Makes what is there from the first start on.</summary>
    void Seed(Step step);

    /// <summary>Ends all tokens at once.</summary>
    void ExpireTokens(Step step);

    /// <summary>The service's own reply to a call that shows a fault of its protocol; null for a fault that it has no words for.</summary>
    (int Status, JsonObject Body)? Reply(string faultKind);

    /// <summary>The headers by which a delivery is known to be the service's, made when it goes out.</summary>
    IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery);

    /// <summary>Told what became of a try to deliver.</summary>
    void NoteDelivery(Step step, Delivery delivery, bool delivered);
}
