using System.Globalization;
using System.Text.Json;

namespace Dropship.Connectors.Http;

/// <summary>Reads replies field by field. A missing required field makes the reply unreadable; numbers and booleans may be text.</summary>
internal static class JsonShape
{
    /// <summary>Whether an exception means that what was read has not the shape that it should have.</summary>
    public static bool IsOfReply(Exception exception) =>
        exception
            is UnreadableReplyException
                or JsonException
                or FormatException
                or OverflowException
                or InvalidOperationException
                or ArgumentException
                or KeyNotFoundException;

    /// <summary>A field that is there and not null.</summary>
    public static bool TryField(this JsonElement json, string name, out JsonElement field)
    {
        field = default;
        return json.ValueKind == JsonValueKind.Object
            && json.TryGetProperty(name, out field)
            && field.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
    }

    /// <exception cref="UnreadableReplyException">The field is missing or null.</exception>
    public static JsonElement Field(this JsonElement json, string name) =>
        json.TryField(name, out var field) ? field : throw new UnreadableReplyException($"'{name}' is missing");

    public static JsonElement? OptionalField(this JsonElement json, string name) => json.TryField(name, out var field) ? field : null;

    /// <exception cref="UnreadableReplyException">The field is no object.</exception>
    public static JsonElement Object(this JsonElement json, string name)
    {
        var field = json.Field(name);
        return field.ValueKind == JsonValueKind.Object ? field : throw Unfit(name, field, "an object");
    }

    /// <summary>The items of an array that must be there.</summary>
    /// <exception cref="UnreadableReplyException">The field is no array.</exception>
    public static IReadOnlyList<JsonElement> Items(this JsonElement json, string name)
    {
        var field = json.Field(name);
        return field.ValueKind == JsonValueKind.Array ? [.. field.EnumerateArray()] : throw Unfit(name, field, "an array");
    }

    /// <summary>The items of an array that may be missing.</summary>
    /// <exception cref="UnreadableReplyException">The field is there and no array.</exception>
    public static IReadOnlyList<JsonElement> OptionalItems(this JsonElement json, string name) =>
        json.TryField(name, out _) ? json.Items(name) : [];

    /// <summary>A text or a number, as text. Large ids stay exact.</summary>
    /// <exception cref="UnreadableReplyException">It is missing, empty, or neither text nor number.</exception>
    public static string Text(this JsonElement json, string name) =>
        json.OptionalText(name) ?? throw new UnreadableReplyException($"'{name}' is missing");

    /// <exception cref="UnreadableReplyException">It is neither text nor number.</exception>
    public static string? OptionalText(this JsonElement json, string name)
    {
        if (!json.TryField(name, out var field))
        {
            return null;
        }

        var text = field.ValueKind switch
        {
            JsonValueKind.String => field.GetString()!,
            JsonValueKind.Number => field.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => throw Unfit(name, field, "a text"),
        };
        return text.Length > 0 ? text : null;
    }

    /// <exception cref="UnreadableReplyException">It is there and no whole number.</exception>
    public static long? OptionalWhole(this JsonElement json, string name)
    {
        var text = json.OptionalText(name);
        if (text is null)
        {
            return null;
        }

        return
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number)
            && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : throw new UnreadableReplyException($"'{name}' is no whole number");
    }

    /// <exception cref="UnreadableReplyException">It is missing or no whole number.</exception>
    public static long Whole(this JsonElement json, string name) =>
        json.OptionalWhole(name) ?? throw new UnreadableReplyException($"'{name}' is missing");

    /// <exception cref="UnreadableReplyException">It is missing, no whole number, or too large.</exception>
    public static int Count(this JsonElement json, string name)
    {
        var number = json.Whole(name);
        return number is >= 0 and <= int.MaxValue ? (int)number : throw new UnreadableReplyException($"'{name}' is no quantity");
    }

    /// <exception cref="UnreadableReplyException">It is there and no quantity.</exception>
    public static int? OptionalCount(this JsonElement json, string name) =>
        json.OptionalWhole(name) is null ? null : json.Count(name);

    /// <exception cref="UnreadableReplyException">It is there and no number.</exception>
    public static decimal? OptionalDecimal(this JsonElement json, string name)
    {
        var text = json.OptionalText(name);
        if (text is null)
        {
            return null;
        }

        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UnreadableReplyException($"'{name}' is no number");
    }

    /// <exception cref="UnreadableReplyException">It is missing or no number.</exception>
    public static decimal Decimal(this JsonElement json, string name) =>
        json.OptionalDecimal(name) ?? throw new UnreadableReplyException($"'{name}' is missing");

    /// <exception cref="UnreadableReplyException">It is there and neither true nor false.</exception>
    public static bool? OptionalFlag(this JsonElement json, string name) =>
        json.OptionalText(name)?.Trim().ToUpperInvariant() switch
        {
            null => null,
            "TRUE" or "T" or "YES" or "Y" or "1" or "SUCCESS" or "OK" => true,
            "FALSE" or "F" or "NO" or "N" or "0" or "FAIL" or "FAILED" or "FAILURE" => false,
            _ => throw new UnreadableReplyException($"'{name}' is neither true nor false"),
        };

    public static bool Flag(this JsonElement json, string name) =>
        json.OptionalFlag(name) ?? throw new UnreadableReplyException($"'{name}' is missing");

    /// <exception cref="UnreadableReplyException">It is there and no ISO 8601 time with an offset.</exception>
    public static DateTimeOffset? OptionalTime(this JsonElement json, string name)
    {
        var text = json.OptionalText(name);
        if (text is null)
        {
            return null;
        }

        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : throw new UnreadableReplyException($"'{name}' is no time");
    }

    public static DateTimeOffset Time(this JsonElement json, string name) =>
        json.OptionalTime(name) ?? throw new UnreadableReplyException($"'{name}' is missing");

    private static UnreadableReplyException Unfit(string name, JsonElement field, string wanted) =>
        new($"'{name}' is {field.ValueKind} and not {wanted}");
}
