using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Dropship.Core.Orders;

namespace Dropship.Functions.Operations;

/// <summary>A table of shipments in CSV: a head that names the columns, and a row for each shipment.</summary>
/// <param name="Rows">The rows; none when the table as a whole cannot be read.</param>
/// <param name="Problems">What is wrong with the table as a whole.</param>
internal sealed record ShipmentTable(IReadOnlyList<ShipmentRow> Rows, IReadOnlyList<string> Problems)
{
    private const int MostRows = 1000;
    private const int MostShown = 40;

    private static readonly string[] s_required = ["account", "order", "number", "carrier", "who"];
    private static readonly string[] s_columns = [.. s_required, "reference", "weightGrams", "fee", "feeCurrency", "why"];

    public static ShipmentTable Read(ReadOnlyMemory<byte> body)
    {
        var problems = new List<string>();
        var records = Split(body, problems);
        if (problems.Count > 0 || records.Count == 0)
        {
            return new ShipmentTable([], problems.Count > 0 ? problems : ["body: must be a table in CSV with a head."]);
        }

        var head = records[0].Fields.Select(name => name.Trim()).ToList();
        problems.AddRange(
            head.Where(name => !s_columns.Contains(name, StringComparer.OrdinalIgnoreCase))
                .Select(name => $"{OutsideText.Line(name, MostShown)}: is no column; the columns are {string.Join(", ", s_columns)}.")
        );
        problems.AddRange(
            s_required
                .Where(name => !head.Contains(name, StringComparer.OrdinalIgnoreCase))
                .Select(name => $"{name}: this column is missing.")
        );
        if (records.Count - 1 > MostRows)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"body: must have at most {MostRows} rows."));
        }

        return new ShipmentTable(
            problems.Count > 0 ? [] : [.. records.Skip(1).Select(record => RowOf(head, record.Fields, record.Line))],
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

    private static ShipmentRow RowOf(List<string> head, string[] fields, int line)
    {
        var problems = new List<string>();
        if (fields.Length != head.Count)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"It has {fields.Length} fields, the head has {head.Count}."));
        }

        var input = new ShipmentInput
        {
            Number = Text("number") ?? string.Empty,
            Carrier = Text("carrier") ?? string.Empty,
            Reference = Text("reference"),
            WeightGrams = Number("weightGrams") is { } grams ? (int)grams : null,
            Fee = Number("fee"),
            FeeCurrency = Text("feeCurrency") ?? Core.Currencies.Cny,
            Who = Text("who") ?? string.Empty,
            Why = Text("why") ?? "entered from a table",
        };
        return new ShipmentRow(line, Text("account") ?? string.Empty, Text("order") ?? string.Empty, input, problems);

        string? Text(string name)
        {
            var at = head.FindIndex(column => column.Equals(name, StringComparison.OrdinalIgnoreCase));
            return at >= 0 && at < fields.Length && fields[at].Trim() is { Length: > 0 } text ? text : null;
        }

        decimal? Number(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (
                decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number < 1_000_000_000
            )
            {
                return number;
            }

            problems.Add($"{name}: must be a number.");
            return null;
        }
    }
}
