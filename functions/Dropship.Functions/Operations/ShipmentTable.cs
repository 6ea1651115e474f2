using System.Globalization;
using System.Text;

namespace Dropship.Functions.Operations;

/// <summary>A table of shipments in CSV: a head that names the columns, and a line for each shipment. Quotes enclose fields that hold
/// commas, quotes or line breaks.</summary>
internal sealed record ShipmentTable(IReadOnlyList<ShipmentRow> Rows, IReadOnlyList<string> Problems)
{
    private const int MostRows = 1000;

    private static readonly string[] s_columns =
    [
        "account",
        "order",
        "reference",
        "number",
        "carrier",
        "weightGrams",
        "fee",
        "feeCurrency",
    ];
    private static readonly string[] s_required = ["account", "order", "number", "carrier"];

    public static ShipmentTable Read(ReadOnlyMemory<byte> body)
    {
        var lines = Split(Encoding.UTF8.GetString(body.Span).TrimStart('\uFEFF'));
        if (lines.Count == 0)
        {
            return Faulty("body: must be a table in CSV with a head.");
        }

        var head = lines[0].Select(name => name.Trim()).ToList();
        var problems = head.Where(name => !s_columns.Contains(name, StringComparer.OrdinalIgnoreCase))
            .Select(name => $"{name}: is no column; the columns are {string.Join(", ", s_columns)}.")
            .Concat(
                s_required
                    .Where(name => !head.Contains(name, StringComparer.OrdinalIgnoreCase))
                    .Select(name => $"{name}: this column is missing.")
            )
            .ToList();
        if (lines.Count - 1 > MostRows)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"body: must have at most {MostRows} rows."));
        }

        return problems.Count > 0
            ? new ShipmentTable([], problems)
            : new ShipmentTable([.. lines.Skip(1).Select((fields, index) => RowOf(head, fields, index + 2))], []);
    }

    private static ShipmentTable Faulty(string problem) => new([], [problem]);

    private static ShipmentRow RowOf(List<string> head, List<string> fields, int line)
    {
        var problems = new List<string>();
        if (fields.Count != head.Count)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"It has {fields.Count} fields, the head has {head.Count}."));
        }

        var input = new ShipmentInput
        {
            Number = Text("number") ?? string.Empty,
            Carrier = Text("carrier") ?? string.Empty,
            Reference = Text("reference"),
            WeightGrams = Number("weightGrams") is { } grams ? (int)grams : null,
            Fee = Number("fee"),
            FeeCurrency = Text("feeCurrency") ?? Core.Currencies.Cny,
        };
        return new ShipmentRow(line, Text("account") ?? string.Empty, Text("order") ?? string.Empty, input, problems);

        string? Text(string name)
        {
            var at = head.FindIndex(column => column.Equals(name, StringComparison.OrdinalIgnoreCase));
            return at >= 0 && at < fields.Count && fields[at].Trim() is { Length: > 0 } text ? text : null;
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

    private static List<List<string>> Split(string text)
    {
        var lines = new List<List<string>>();
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (isQuoted)
            {
                if (character != '"')
                {
                    field.Append(character);
                }
                else if (at + 1 < text.Length && text[at + 1] == '"')
                {
                    field.Append('"');
                    at++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (character == '"')
            {
                isQuoted = true;
            }
            else if (character == ',')
            {
                EndField();
            }
            else if (character == '\n')
            {
                EndLine();
            }
            else if (character != '\r')
            {
                field.Append(character);
            }
        }

        EndLine();
        return lines;

        void EndField()
        {
            fields.Add(field.ToString());
            field.Clear();
        }

        void EndLine()
        {
            EndField();
            if (fields.Exists(one => !string.IsNullOrWhiteSpace(one)))
            {
                lines.Add(fields);
            }

            fields = [];
        }
    }
}
