using System.Globalization;

namespace Dropship.Functions.Http;

/// <summary>A row of a table.</summary>
/// <param name="Line">Its line in the table, from 1 on.</param>
/// <param name="Head">The names of the columns.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Head, IReadOnlyList<string> Fields)
{
    /// <summary>Why it does not fit its head; null when it does.</summary>
    public string? Problem =>
        Fields.Count == Head.Count
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"It has {Fields.Count} fields, the head has {Head.Count}.");

    /// <summary>A field without the blanks around it; null when it is missing or empty.</summary>
    public string? Text(string name)
    {
        for (var at = 0; at < Head.Count && at < Fields.Count; at++)
        {
            if (Head[at].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return Fields[at].Trim() is { Length: > 0 } text ? text : null;
            }
        }

        return null;
    }
}
