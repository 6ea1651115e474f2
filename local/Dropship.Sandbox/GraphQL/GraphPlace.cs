using GraphQL.Types;

namespace Dropship.Sandbox.GraphQL;

/// <summary>Where a part of a document stands in it and in the schema.</summary>
/// <param name="Path">The operation or fragment, and the names of the fields down to it.</param>
/// <param name="Operation">The operation's name as errors give it.</param>
/// <param name="Parent">The type whose fields are selected from there.</param>
/// <param name="Field">The field that it belongs to.</param>
/// <param name="Argument">The argument that it belongs to.</param>
/// <param name="Expected">The type of a value there.</param>
/// <param name="Variable">The variable in whose declaration it stands.</param>
internal sealed record GraphPlace(
    IReadOnlyList<string> Path,
    string Operation,
    IGraphType? Parent,
    FieldType? Field,
    string? Argument,
    IGraphType? Expected,
    string? Variable
);
