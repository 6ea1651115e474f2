namespace Dropship.Sandbox.GraphQL;

internal enum GraphTokenKind
{
    End,
    Name,
    Int,
    Float,
    String,
    Punctuator,
}
