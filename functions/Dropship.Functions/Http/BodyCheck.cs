using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Dropship.Functions.Http;

/// <summary>Compares a JSON body with the type that it is to be, and names each field that differs in the API's own words.</summary>
/// <param name="options">The options by which the body is read afterwards.</param>
internal sealed class BodyCheck(JsonSerializerOptions options)
{
    private const int LongestText = 4000;
    private const int LongestList = 1000;

    private readonly List<string> _problems = [];

    /// <summary>All that differs; nothing when the body can be read.</summary>
    public static IReadOnlyList<string> Find(JsonElement body, Type type, JsonSerializerOptions options)
    {
        var check = new BodyCheck(options);
        check.Look(body, type, string.Empty, isNullable: false);
        return check._problems;
    }

    private void Look(JsonElement value, Type type, string path, bool isNullable)
    {
        type = Nullable.GetUnderlyingType(type) is { } inner ? inner : type;
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!isNullable)
            {
                Report(path, "must not be null");
            }
        }
        else if (type == typeof(JsonElement))
        {
            LookAtFreeForm(value, path);
        }
        else if (type == typeof(string))
        {
            LookAtText(value, path);
        }
        else if (options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } shape)
        {
            LookAtObject(value, shape, path);
        }
        else if (options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
        {
            LookAtList(value, element, path);
        }
        else if (!Fits(value, type, out var expected))
        {
            Report(path, $"must be {expected}");
        }
    }

    private void LookAtObject(JsonElement value, JsonTypeInfo shape, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Report(path, "must be a JSON object");
            return;
        }

        var fields = shape.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null).ToList();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var given in value.EnumerateObject())
        {
            if (!TryName(given, out var name))
            {
                Report(path, "has a field whose name is no valid text");
            }
            else if (fields.Find(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } field)
            {
                Report(Below(path, Shown(name)), $"is not known here; the fields are {string.Join(", ", fields.Select(one => one.Name))}");
            }
            else if (!seen.Add(name))
            {
                Report(Below(path, field.Name), "stands there twice");
            }
            else
            {
                Look(
                    given.Value,
                    field.PropertyType,
                    Below(path, field.Name),
                    Nullable.GetUnderlyingType(field.PropertyType) is not null || IsNullable(field)
                );
            }
        }

        foreach (var missing in fields.Where(field => field.IsRequired && !seen.Contains(field.Name)))
        {
            Report(Below(path, missing.Name), "is missing");
        }
    }

    private void LookAtList(JsonElement value, Type element, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Report(path, "must be a list");
            return;
        }

        if (value.GetArrayLength() > LongestList)
        {
            Report(path, string.Create(CultureInfo.InvariantCulture, $"must have at most {LongestList} entries"));
            return;
        }

        var index = 0;
        foreach (var entry in value.EnumerateArray())
        {
            Look(entry, element, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), isNullable: false);
        }
    }

    // Only the connector knows the fields; the texts in it can be checked all the same.
    private void LookAtFreeForm(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                LookAtText(value, path);
                break;
            case JsonValueKind.Object:
                foreach (var given in value.EnumerateObject())
                {
                    if (TryName(given, out var name))
                    {
                        LookAtFreeForm(given.Value, Below(path, Shown(name)));
                    }
                    else
                    {
                        Report(path, "has a field whose name is no valid text");
                    }
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var entry in value.EnumerateArray())
                {
                    LookAtFreeForm(entry, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"));
                }

                break;
            default:
                break;
        }
    }

    private void LookAtText(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Report(path, "must be a text in quotes");
        }
        else if (!TryText(value, out var text))
        {
            Report(path, "is no valid text: it holds half a character");
        }
        else if (text.Length > LongestText)
        {
            Report(path, string.Create(CultureInfo.InvariantCulture, $"must have at most {LongestText} characters"));
        }
        else if (
            text.Any(character =>
                (char.IsControl(character) && character is not ('\n' or '\r' or '\t')) || character is '\uFFFE' or '\uFFFF'
            )
        )
        {
            Report(path, "must hold no control characters");
        }
        else if (
            (text.Contains('…', StringComparison.Ordinal) || text.Contains("...", StringComparison.Ordinal)) && !text.Any(char.IsWhiteSpace)
        )
        {
            Report(path, "still holds the placeholder of the documentation; give your own value");
        }
    }

    private static bool Fits(JsonElement value, Type type, out string expected)
    {
        if (type.IsEnum)
        {
            expected = $"one of {string.Join(", ", Enum.GetNames(type))}";
            return value.ValueKind == JsonValueKind.String
                && TryText(value, out var name)
                && Enum.GetNames(type).Contains(name, StringComparer.OrdinalIgnoreCase);
        }

        var isNumber = value.ValueKind == JsonValueKind.Number;
        (expected, var fits) = Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => ("true or false", value.ValueKind is JsonValueKind.True or JsonValueKind.False),
            TypeCode.Int32 => ("a whole number", isNumber && value.TryGetInt32(out _)),
            TypeCode.Decimal => ("a number", isNumber && value.TryGetDecimal(out _)),
            TypeCode.Double => ("a number", isNumber && value.TryGetDouble(out var number) && double.IsFinite(number)),
            _ when type == typeof(DateTimeOffset) => (
                "a time such as 2026-03-01T00:00:00Z",
                value.ValueKind == JsonValueKind.String && TryText(value, out _) && value.TryGetDateTimeOffset(out _)
            ),
            _ => throw new NotSupportedException($"No input has a field of type {type.Name}."),
        };
        return fits;
    }

    private static bool IsNullable(JsonPropertyInfo field) => field.AssociatedParameter?.IsNullable ?? field.IsSetNullable;

    private static bool TryText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = string.Empty;
            return false;
        }
    }

    private static bool TryName(JsonProperty property, out string name)
    {
        try
        {
            name = property.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = string.Empty;
            return false;
        }
    }

    private static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Shown(string name) => name.Length <= 50 ? name : $"{name[..50]}…";

    private void Report(string path, string problem) => _problems.Add($"{(path.Length == 0 ? "body" : path)}: {problem}.");
}
