using System.Collections.Frozen;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Forwarders;

/// <summary>The kinds of forwarders that are registered, by name.</summary>
internal sealed class Forwarders(IEnumerable<IForwarder> forwarders) : IForwarders
{
    private readonly FrozenDictionary<string, IForwarder> _byKind = forwarders.ToFrozenDictionary(
        forwarder => forwarder.Kind,
        StringComparer.OrdinalIgnoreCase
    );

    public IReadOnlyCollection<string> Kinds => _byKind.Keys;

    public IForwarder? Find(string kind) => _byKind.GetValueOrDefault(kind);
}
