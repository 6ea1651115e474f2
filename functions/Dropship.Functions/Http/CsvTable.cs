using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Dropship.Core.Orders;

namespace Dropship.Functions.Http;

/// <summary>A table in CSV: a head that names the columns, in any order, and rows.</summary>
/// <param name="Rows">The rows; none when the table as a whole cannot be read.</param>
/// <param name="Problems">What is wrong with the table as a whole.</param>
internal sealed record CsvTable(IReadOnlyList<CsvRow> Rows, IReadOnlyList<string> Problems)
{
    private const int MostRows = 1000;
    private const int MostShown = 40;

    /// <param name="body">The table in UTF-8.</param>
    /// <param name="required">Columns that must be there.</param>
    /// <param name="columns">All columns that may be.</param>
    public static CsvTable Read(ReadOnlyMemory<byte> body, IReadOnlyList<string> required, IReadOnlyList<string> columns)
    {
        var problems = new List<string>();
        var records = Split(body, problems);
        if (problems.Count > 0 || records.Count == 0)
        {
            return new CsvTable([], problems.Count > 0 ? problems : ["body: must be a table in CSV with a head."]);
        }

        var head = records[0].Fields.Select(name => name.Trim()).ToList();
        problems.AddRange(
            head.Where(name => !columns.Contains(name, StringComparer.OrdinalIgnoreCase))
                .Select(name => $"{OutsideText.Line(name, MostShown)}: is no column; the columns are {string.Join(", ", columns)}.")
        );
        problems.AddRange(
            required
                .Where(name => !head.Contains(name, StringComparer.OrdinalIgnoreCase))
                .Select(name => $"{name}: this column is missing.")
        );
        if (records.Count - 1 > MostRows)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"body: must have at most {MostRows} rows."));
        }

        return new CsvTable(
            problems.Count > 0 ? [] : [.. records.Skip(1).Select(record => new CsvRow(record.Line, head, record.Fields))],
            problems
        );
    }

    private static List<(int Line, string[] Fields)> Split(ReadOnlyMemory<byte> body, List<string> problems)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            problems.Add("body: must be text in UTF-8; save the table as \"CSV UTF-8\".");
            return [];
        }

        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            BadDataFound = bad =>
                problems.Add($"body: a quote stands where none can, near '{OutsideText.Line(bad.RawRecord, MostShown)}'."),
        };
        var records = new List<(int, string[])>();
        using var parser = new CsvParser(new StringReader(text), configuration);
        while (parser.Read())
        {
            // What spreadsheets leave behind the last row.
            if (parser.Record is { } fields && !Array.TrueForAll(fields, string.IsNullOrWhiteSpace))
            {
                records.Add((parser.RawRow, fields));
            }
        }

        return records;
    }
}
