using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Core.Ports;
using Dropship.Functions.Http;

namespace Dropship.Functions.Ingest;

/// <summary>A table of orders in CSV: a row for each line item. Rows of one order bear its id; what is said of the order may stand in its
/// first row alone.</summary>
/// <param name="Orders">The orders; none when the table as a whole cannot be read.</param>
/// <param name="Problems">What is wrong with the table as a whole.</param>
internal sealed record OrderTable(IReadOnlyList<TableOrder> Orders, IReadOnlyList<string> Problems)
{
    private const string Id = "order";

    private static readonly string[] s_required = [Id, "createdAt", "currency", "total", "payment", "title", "quantity", "unitPrice"];

    // A table has a column for each but for what the rows themselves are.
    private static readonly string[] s_order = [.. SubmissionFields.Order.Except(["id", "shipTo", "lines"], StringComparer.Ordinal)];
    private static readonly string[] s_line = [.. SubmissionFields.Line.Except(["id"], StringComparer.Ordinal)];

    public static OrderTable Read(ReadOnlyMemory<byte> body)
    {
        var table = CsvTable.Read(body, s_required, [Id, .. s_order, .. SubmissionFields.Address, "line", .. s_line]);
        return new OrderTable(
            [.. table.Rows.GroupBy(row => row.Text(Id), StringComparer.Ordinal).Select(rows => OrderOf(rows.Key, [.. rows]))],
            table.Problems
        );
    }

    /// <summary>Some orders as a system would submit them.</summary>
    public static ReadOnlyMemory<byte> Body(IEnumerable<TableOrder> orders) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject { ["orders"] = new JsonArray([.. orders.Select(order => (JsonNode)order.Content)]) }
        );

    private static TableOrder OrderOf(string? id, List<CsvRow> rows)
    {
        var problems = rows.Select(row => row.Problem).OfType<string>().ToList();
        if (id is null)
        {
            problems.Add($"{Id}: is missing.");
        }

        var order = new JsonObject { ["id"] = id };
        Fill(order, s_order);
        var address = new JsonObject();
        Fill(address, SubmissionFields.Address);
        if (address.Count > 0)
        {
            order["shipTo"] = address;
        }

        order["lines"] = new JsonArray([.. rows.Select(row => (JsonNode)LineOf(row))]);
        return new TableOrder(id, [.. rows.Select(row => row.Line)], order, problems);

        void Fill(JsonObject target, IReadOnlyList<string> names)
        {
            foreach (var name in names)
            {
                var values = rows.Select(row => row.Text(name)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
                if (values.Count > 1)
                {
                    problems.Add(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{name}: the rows of one order must agree on it; they say {values.Count} things."
                        )
                    );
                }

                if (values.Count > 0)
                {
                    target[name] = values[0];
                }
            }
        }
    }

    private static JsonObject LineOf(CsvRow row)
    {
        var line = new JsonObject { ["id"] = row.Text("line") ?? row.Text("sku") ?? row.Line.ToString(CultureInfo.InvariantCulture) };
        foreach (var name in s_line)
        {
            if (row.Text(name) is { } text)
            {
                line[name] = text;
            }
        }

        return line;
    }
}
