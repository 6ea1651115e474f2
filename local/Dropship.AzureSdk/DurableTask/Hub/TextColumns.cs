using System.Globalization;
using System.Text;
using Azure.Data.Tables;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>Texts longer than one property may be (32 Ki characters), spread over several of a row.</summary>
internal static class TextColumns
{
    private const int Part = 30_000;

    /// <summary>Writes a text, or that there is none, over whatever the row held in these columns.</summary>
    public static void Write(TableEntity row, string column, string? text)
    {
        var count = 0;
        for (var start = 0; start < text?.Length; count++)
        {
            var length = Cut(text, start, Part);
            row[Name(column, count)] = text.Substring(start, length);
            start += length;
        }

        if (text?.Length == 0)
        {
            row[column] = string.Empty;
            count = 1;
        }

        row[column + "Parts"] = count;
    }

    public static string? Read(TableEntity row, string column)
    {
        var count = row.GetInt32(column + "Parts") ?? 0;
        if (count < 2)
        {
            return count == 0 ? null : row.GetString(column);
        }

        var text = new StringBuilder(count * Part);
        for (var i = 0; i < count; i++)
        {
            text.Append(row.GetString(Name(column, i)));
        }

        return text.ToString();
    }

    /// <summary>How many characters of a piece may be taken without tearing a surrogate pair apart.</summary>
    public static int Cut(string text, int start, int most)
    {
        var length = Math.Min(most, text.Length - start);
        return start + length < text.Length && char.IsHighSurrogate(text[start + length - 1]) ? length - 1 : length;
    }

    /// <summary>Names under which a text of at most this many characters may lie.</summary>
    public static IEnumerable<string> Names(string column, int most)
    {
        yield return column + "Parts";
        for (var i = 0; i <= most / (Part - 1); i++)
        {
            yield return Name(column, i);
        }
    }

    private static string Name(string column, int part) => part == 0 ? column : column + part.ToString(CultureInfo.InvariantCulture);
}
