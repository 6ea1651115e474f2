namespace Dropship.Sandbox.World;

/// <summary>A counter that ids are drawn from.</summary>
internal sealed class Sequence : Entity
{
    public long Last { get; set; }
}
