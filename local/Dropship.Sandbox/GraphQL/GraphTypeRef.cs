namespace Dropship.Sandbox.GraphQL;

/// <summary>The type of a field, an argument or a variable.</summary>
/// <param name="Name">The named type; null for a list.</param>
/// <param name="Item">What a list holds; null for a named type.</param>
/// <param name="NonNull">Whether null is not allowed.</param>
internal sealed record GraphTypeRef(string? Name, GraphTypeRef? Item, bool NonNull)
{
    public string Named => Name ?? Item!.Named;

    public override string ToString() => (Name ?? $"[{Item}]") + (NonNull ? "!" : string.Empty);
}
