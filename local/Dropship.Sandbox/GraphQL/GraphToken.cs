namespace Dropship.Sandbox.GraphQL;

/// <summary>One token of a GraphQL document; lines and columns count from one.</summary>
internal sealed record GraphToken(GraphTokenKind Kind, string Text, int Line, int Column);
