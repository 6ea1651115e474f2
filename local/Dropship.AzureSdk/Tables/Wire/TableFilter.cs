using System.Globalization;
using System.Text;

namespace Dropship.AzureSdk.Tables;

/// <summary>Turns an interpolated filter into the OData text, each value as the literal of its type.</summary>
internal static class TableFilter
{
    /// <exception cref="ArgumentException">A value's type has no literal.</exception>
    public static string Create(FormattableString filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var literals = new object[filter.ArgumentCount];
        for (var i = 0; i < literals.Length; i++)
        {
            literals[i] = Literal(filter.GetArgument(i));
        }

        return string.Format(CultureInfo.InvariantCulture, filter.Format, literals);
    }

    public static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('\'').Append(value);
        return text.Replace("'", "''", 1, value.Length).Append('\'').ToString();
    }

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => Quote(text),
        char letter => Quote(letter.ToString()),
        bool flag => flag ? "true" : "false",
        sbyte or byte or short or ushort or int or uint => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        float number => number.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "L",
        Guid guid => $"guid'{guid:D}'",
        DateTime time => DateLiteral(time.ToUniversalTime()),
        DateTimeOffset time => DateLiteral(time.UtcDateTime),
        byte[] bytes => $"X'{Convert.ToHexStringLower(bytes)}'",
        BinaryData bytes => $"X'{Convert.ToHexStringLower(bytes.ToMemory().Span)}'",
        StringBuilder text => Quote(text.ToString()),
        _ => throw new ArgumentException($"Unable to convert filter argument from type {value.GetType()}.", nameof(value)),
    };

    private static string DateLiteral(DateTime utc) => $"datetime'{utc.ToString("o", CultureInfo.InvariantCulture)}'";
}
