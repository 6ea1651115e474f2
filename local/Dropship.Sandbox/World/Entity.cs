using System.Text.Json.Serialization;
using Dropship.Sandbox.Stores;

namespace Dropship.Sandbox.World;

/// <summary>One thing the sandbox remembers over a restart. What changed in one step is written as one line of the journal. The stand-ins
/// name kinds of their own.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "entity")]
[JsonDerivedType(typeof(Settings), "settings")]
[JsonDerivedType(typeof(ClockBase), "clock")]
[JsonDerivedType(typeof(Sequence), "sequence")]
[JsonDerivedType(typeof(Fault), "fault")]
[JsonDerivedType(typeof(Delivery), "delivery")]
[JsonDerivedType(typeof(PlatformOrder), "platformOrder")]
[JsonDerivedType(typeof(StoreSettings), "storeSettings")]
internal abstract class Entity
{
    /// <summary>Unique among the entities of one kind.</summary>
    public string Key { get; set; } = string.Empty;

    /// <summary>Set in the journal line that forgets the entity.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Removed { get; set; }
}
