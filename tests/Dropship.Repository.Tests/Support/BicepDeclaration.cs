namespace Dropship.Repository.Tests.Support;

/// <summary>A parameter, variable, output, resource or module.</summary>
/// <param name="Symbol">Its name in the file.</param>
/// <param name="Node">The whole of it.</param>
/// <param name="Decorators">What stands above it, such as <c>secure()</c>.</param>
internal sealed record BicepDeclaration(string Symbol, BicepNode Node, IReadOnlyList<string> Decorators)
{
    /// <summary>A resource's type with its version, or a module's path.</summary>
    public string Target => Node.Children[1].Unquoted;

    /// <summary>A resource's type without its version.</summary>
    public string ResourceType => Target.Split('@')[0];

    /// <summary>The object that a resource or module is declared with, be it under a condition or in a loop.</summary>
    public BicepNode Body => Node.Children.Skip(2).SelectMany(child => child.All).First(node => node.Type == "object");

    public bool IsSecure => Decorators.Contains("secure()");

    /// <summary>Whether a parameter has a value of its own.</summary>
    public bool HasDefault => Node.Children.Count > 2;
}
