using System.Collections.Frozen;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores;

/// <summary>The platforms that are registered, by name.</summary>
internal sealed class StorePlatforms(IEnumerable<IStorePlatform> platforms) : IStorePlatforms
{
    private readonly FrozenDictionary<string, IStorePlatform> _byName = platforms.ToFrozenDictionary(
        platform => platform.Name,
        StringComparer.OrdinalIgnoreCase
    );

    public IReadOnlyCollection<string> Names => _byName.Keys;

    public IStorePlatform? Find(string name) => _byName.GetValueOrDefault(name);
}
