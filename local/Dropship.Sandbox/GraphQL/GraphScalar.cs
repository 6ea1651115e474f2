using System.Globalization;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Dropship.Sandbox.GraphQL;

/// <summary>A scalar of the store's own, written as text.</summary>
internal sealed class GraphScalar : ScalarGraphType
{
    private readonly Func<string, bool> _accepts;

    public GraphScalar(string name, Func<string, bool>? accepts = null)
    {
        Name = name;
        _accepts = accepts ?? (_ => true);
    }

    public override object? ParseLiteral(GraphQLValue value) =>
        value is GraphQLNullValue or GraphQLStringValue ? base.ParseLiteral(value) : ThrowLiteralConversionError(value);

    public override object? ParseValue(object? value) =>
        value switch
        {
            null => null,
            string text when _accepts(text) => text,
            _ => ThrowValueConversionError(value),
        };

    public override object? Serialize(object? value) =>
        value switch
        {
            DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            long number => number.ToString(CultureInfo.InvariantCulture),
            null or string => value,
            _ => ThrowSerializationError(value),
        };
}
