namespace Dropship.Repository.Tests.Support;

/// <summary>A node of a Bicep file's syntax tree.</summary>
/// <param name="Type">What it is, by the grammar's name.</param>
/// <param name="Text">Its source.</param>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Broken">The parser could make nothing of it, or missed it.</param>
/// <param name="Children">What it is made of, in order.</param>
internal sealed record BicepNode(string Type, string Text, int Line, bool Broken, IReadOnlyList<BicepNode> Children)
{
    /// <summary>This node and all below it.</summary>
    public IEnumerable<BicepNode> All => Children.SelectMany(child => child.All).Prepend(this);

    /// <summary>The text between the quotes of a string, interpolations as they are written.</summary>
    public string Unquoted => Text.Trim('\'');

    /// <summary>An object's properties by name; none for anything else.</summary>
    public IReadOnlyDictionary<string, BicepNode> Properties => Type != "object"
        ? new Dictionary<string, BicepNode>(StringComparer.Ordinal)
        : Children.Where(child => child is { Type: "object_property", Children.Count: 2 }).ToDictionary(child => child.Children[0].Unquoted, child => child.Children[1], StringComparer.Ordinal);

    /// <summary>The value at a path of properties.</summary>
    public BicepNode? At(params IEnumerable<string> path) =>
        path.Aggregate((BicepNode?)this, (node, name) => node?.Properties.GetValueOrDefault(name));

    public override string ToString() => $"{Type} {Text}";
}
