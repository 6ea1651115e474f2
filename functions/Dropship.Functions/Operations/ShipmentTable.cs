using System.Globalization;
using Dropship.Functions.Http;

namespace Dropship.Functions.Operations;

/// <summary>A table of shipments in CSV: a row for each shipment.</summary>
/// <param name="Rows">The rows; none when the table as a whole cannot be read.</param>
/// <param name="Problems">What is wrong with the table as a whole.</param>
internal sealed record ShipmentTable(IReadOnlyList<ShipmentRow> Rows, IReadOnlyList<string> Problems)
{
    private static readonly string[] s_required = ["account", "order", "number", "carrier", "who"];
    private static readonly string[] s_columns = [.. s_required, "reference", "weightGrams", "fee", "feeCurrency", "why"];

    public static ShipmentTable Read(ReadOnlyMemory<byte> body)
    {
        var table = CsvTable.Read(body, s_required, s_columns);
        return new ShipmentTable([.. table.Rows.Select(RowOf)], table.Problems);
    }

    private static ShipmentRow RowOf(CsvRow row)
    {
        List<string> problems = row.Problem is { } problem ? [problem] : [];
        var input = new ShipmentInput
        {
            Number = row.Text("number") ?? string.Empty,
            Carrier = row.Text("carrier") ?? string.Empty,
            Reference = row.Text("reference"),
            WeightGrams = Number("weightGrams") is { } grams ? (int)grams : null,
            Fee = Number("fee"),
            FeeCurrency = row.Text("feeCurrency") ?? Core.Currencies.Cny,
            Who = row.Text("who") ?? string.Empty,
            Why = row.Text("why") ?? "entered from a table",
        };
        return new ShipmentRow(row.Line, row.Text("account") ?? string.Empty, row.Text("order") ?? string.Empty, input, problems);

        decimal? Number(string name)
        {
            if (row.Text(name) is not { } text)
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
