using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores;

/// <summary>A store platform whose orders are kept in common form: it adds its words, its signatures and its routes.</summary>
internal abstract class StoreStandIn : IStandIn
{
    public abstract string Name { get; }

    public IReadOnlyList<(Type Kind, string Name)> Entities { get; } = [];

    /// <summary>What is set at the first start.</summary>
    protected abstract StoreSettings Defaults { get; }

    /// <summary>The access token that works from the start; null where there are none.</summary>
    protected virtual string? FirstToken => null;

    /// <summary>How long an access token works, in seconds.</summary>
    public virtual double TokenLife => 4 * 3600;

    /// <summary>The platform's id of its n-th order.</summary>
    public abstract string IdOf(long sequence);

    /// <summary>What a person or a customer may do with a order beside paying, cancelling and refunding; null for an unknown act.</summary>
    public virtual Action<Step, PlatformOrder>? ActOf(string name) => null;

    /// <summary>The platform's own word for a order's state, as a test is shown it.</summary>
    public abstract string StatusOf(PlatformOrder order);

    /// <summary>What the platform sends of a change, without its address; null for nothing.</summary>
    public abstract Delivery? Tell(Step step, PlatformOrder order, bool isNew);

    public void Map(IEndpointRouteBuilder routes, SandboxWorld world)
    {
        MapStore(routes, new StoreCalls(world, this));
        new StoreControl(world, this).Map(routes);
    }

    public void Seed(Step step)
    {
        var settings = Defaults;
        settings.Key = Name;
        if (FirstToken is { } token)
        {
            settings.AccessTokens[token] = step.Elapsed + TokenLife;
        }

        step.Add(settings);
    }

    public void ExpireTokens(Step step)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        settings.AccessTokens.Clear();
        step.Touch(settings);
    }

    public abstract (int Status, JsonObject Body)? Reply(string faultKind);

    public abstract IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery);

    public void NoteDelivery(Step step, Delivery delivery, bool delivered) { }

    protected abstract void MapStore(IEndpointRouteBuilder routes, StoreCalls calls);
}
