using System.Globalization;
using Spectre.Console;

namespace Dropship.Local;

/// <summary>Lays out a table that fits a terminal: one line for each purchase order, the newest order first, nothing wrapped.</summary>
internal static class OrderTable
{
    private const string Quiet = "grey";
    private const int Gap = 2;
    private const int StatusColumn = 1;
    private const int SupplierColumn = 2;
    private const int AmountColumn = 3;
    private const int TrackingColumn = 4;

    private static readonly string[] s_heads = ["Order", "Status", "Supplier", "Amount", "Tracking"];

    // How narrow a column may become; the amount and the order's number are whole or not there.
    private static readonly Dictionary<int, int> s_least = new()
    {
        [StatusColumn] = 25,
        [SupplierColumn] = 12,
        [TrackingColumn] = 14,
    };
    private static readonly int[] s_shrinkFirst = [SupplierColumn, TrackingColumn, StatusColumn];
    private static readonly int[] s_dropFirst = [SupplierColumn, TrackingColumn, AmountColumn];

    /// <summary>The table.</summary>
    /// <param name="orders">The orders, in any order.</param>
    /// <param name="width">The terminal's columns.</param>
    /// <param name="height">How many lines it may take.</param>
    public static IReadOnlyList<TextLine> Draw(IReadOnlyList<LocalOrder> orders, int width, int height)
    {
        var title = new TextLine(Title(orders, width), "bold");
        if (height <= 0)
        {
            return [];
        }

        if (orders.Count == 0 || height < 3)
        {
            return [title];
        }

        var sorted = LocalOrder.NewestFirst(orders).ToList();
        var shown = Shown(sorted, height - 2);
        var rows = shown.SelectMany(order => order.Rows.Select((purchase, index) => Cells(order, purchase, index == 0))).ToList();
        var widths = Widths(rows, width);
        List<TextLine> lines = [title];
        if (rows.Count > 0)
        {
            lines.Add(Row(s_heads, widths, Quiet));
            lines.AddRange(
                shown.SelectMany(order =>
                    order.Rows.Select((purchase, index) => Row(Cells(order, purchase, index == 0), widths, Colour(order, purchase)))
                )
            );
        }

        if (shown.Count < sorted.Count)
        {
            lines.Add(new TextLine(string.Create(CultureInfo.InvariantCulture, $"and {sorted.Count - shown.Count} more"), Quiet));
        }

        return lines;
    }

    private static string Title(IReadOnlyList<LocalOrder> orders, int width)
    {
        var count = string.Create(CultureInfo.InvariantCulture, $"{orders.Count} {(orders.Count == 1 ? "order" : "orders")}");
        var (yours, confirmed) = (orders.Count(order => order.WaitsForYou), orders.Count(order => order.IsConfirmed));
        var title = string.Create(CultureInfo.InvariantCulture, $"{count}: {yours} waiting for you, {confirmed} confirmed by the store");
        var brief = string.Create(CultureInfo.InvariantCulture, $"{count}: {yours} waiting, {confirmed} confirmed");
        return title.Length <= width ? title : brief;
    }

    // Whole orders only; when some are left over, one line is kept to say so.
    private static List<LocalOrder> Shown(IReadOnlyList<LocalOrder> orders, int lines)
    {
        if (orders.Sum(order => order.Rows.Count()) <= lines)
        {
            return [.. orders];
        }

        var left = lines - 1;
        return [.. orders.TakeWhile(order => (left -= order.Rows.Count()) >= 0)];
    }

    private static string[] Cells(LocalOrder order, LocalPurchase? purchase, bool isFirst) =>
        [
            isFirst ? order.Number : string.Empty,
            OrderWords.Status(order, purchase),
            purchase?.Supplier ?? string.Empty,
            purchase?.Amount ?? string.Empty,
            purchase?.Tracking ?? string.Empty,
        ];

    // A column that is not there has the width 0.
    private static int[] Widths(IReadOnlyList<string[]> rows, int width)
    {
        var widths = s_heads
            .Select((head, column) => rows.Select(row => row[column]).Append(head).Max(cell => cell.GetCellWidth()))
            .ToArray();
        foreach (var column in s_dropFirst)
        {
            var least = widths.Select((wide, index) => wide == 0 ? 0 : Math.Min(wide, s_least.GetValueOrDefault(index, wide)) + Gap);
            if (least.Sum() - Gap <= width)
            {
                break;
            }

            widths[column] = 0;
        }

        foreach (var column in s_shrinkFirst)
        {
            var excess = widths.Where(wide => wide > 0).Sum(wide => wide + Gap) - Gap - width;
            widths[column] -= Math.Clamp(excess, 0, Math.Max(0, widths[column] - s_least[column]));
        }

        return widths;
    }

    private static TextLine Row(string[] cells, int[] widths, string? colour)
    {
        var parts = Enumerable
            .Range(0, cells.Length)
            .Where(column => widths[column] > 0)
            .SelectMany(column =>
                (TextPart[])
                    [
                        new TextPart(
                            TextLine.Fit(cells[column], widths[column]),
                            column == StatusColumn || colour == Quiet ? colour : null
                        ),
                        new TextPart(new string(' ', Gap)),
                    ]
            );
        return new TextLine([.. parts.SkipLast(1)]);
    }

    private static string? Colour(LocalOrder order, LocalPurchase? purchase) =>
        order switch
        {
            _ when order.HoldCode is not null || purchase?.HoldCode is not null => "red",
            { IsConfirmed: true } => "green",
            { HasEnded: true } => Quiet,
            { WaitsForYou: true } => "yellow",
            _ => "blue",
        };
}
