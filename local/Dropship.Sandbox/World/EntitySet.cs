namespace Dropship.Sandbox.World;

/// <summary>All entities, by kind and key.</summary>
internal sealed class EntitySet
{
    private readonly Dictionary<Type, Dictionary<string, Entity>> _byKind = [];

    public IEnumerable<Entity> Everything => _byKind.Values.SelectMany(kind => kind.Values);

    public IEnumerable<Entity> All(Type kind) => _byKind.TryGetValue(kind, out var entities) ? entities.Values : [];

    public Entity? Find(Type kind, string key) => _byKind.TryGetValue(kind, out var entities) ? entities.GetValueOrDefault(key) : null;

    public void Put(Entity entity)
    {
        if (!_byKind.TryGetValue(entity.GetType(), out var entities))
        {
            entities = new Dictionary<string, Entity>(StringComparer.Ordinal);
            _byKind.Add(entity.GetType(), entities);
        }

        entities[entity.Key] = entity;
    }

    public void Remove(Entity entity)
    {
        if (_byKind.TryGetValue(entity.GetType(), out var entities))
        {
            entities.Remove(entity.Key);
        }
    }
}
