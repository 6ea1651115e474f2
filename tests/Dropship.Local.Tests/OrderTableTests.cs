using Spectre.Console;

namespace Dropship.Local.Tests;

/// <summary>The table fits every terminal: one line for each purchase order, the newest order first, nothing wrapped.</summary>
public sealed class OrderTableTests
{
    private const string Supplier = "义乌市晨光日用百货有限公司";

    [Fact]
    public void A_wide_terminal_shows_all_columns_and_the_newest_order_first()
    {
        var lines = Draw([.. Sample.Orders(3), Sample.Order(11) with { State = "Fulfilled" }], 120, 30);

        Assert.Equal("4 orders: 3 waiting for you, 1 confirmed by the store", lines[0]);
        Assert.Equal(["Order", "Status", "Supplier", "Amount", "Tracking"], lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["#1011", "#1003", "#1002", "#1001"], lines.Skip(2).Select(line => line[..5]));
        Assert.Contains("Confirmed by the store", lines[2], StringComparison.Ordinal);
        Assert.Contains(Supplier, lines[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(120, "Order Status Supplier Amount Tracking")]
    [InlineData(80, "Order Status Supplier Amount Tracking")]
    [InlineData(60, "Order Status Amount Tracking")]
    [InlineData(48, "Order Status Amount")]
    [InlineData(40, "Order Status")]
    [InlineData(30, "Order Status")]
    public void A_narrow_terminal_gets_fewer_columns(int width, string heads)
    {
        var lines = Draw(Sample.Orders(5), width, 20);

        Assert.Equal(heads, string.Join(' ', lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void No_line_is_wider_than_the_terminal_and_the_table_is_never_higher()
    {
        var orders = Sample.Orders(22).Append(Sample.Order(23) with { HoldCode = "SKU_UNMAPPED", Purchases = [] }).ToList();
        foreach (var width in Enumerable.Range(34, 126))
        {
            foreach (var height in (int[])[1, 2, 3, 4, 5, 8, 13, 21, 40])
            {
                var lines = OrderTable.Draw(orders, width, height);
                Assert.InRange(lines.Count, 1, height);
                Assert.All(lines, line => Assert.True(line.Width <= width, $"{width} × {height}: {line}"));
            }
        }
    }

    [Theory]
    [InlineData(40, 0)]
    [InlineData(13, 12)]
    [InlineData(4, 21)]
    [InlineData(3, 22)]
    public void What_does_not_fit_is_summed_up_in_one_line(int height, int more)
    {
        var lines = Draw(Sample.Orders(22), 100, height);

        Assert.Equal(more > 0 ? $"and {more} more" : lines[^1], lines[^1]);
        Assert.Equal(22 - more, lines.Count(line => line.StartsWith('#')));
    }

    [Fact]
    public void An_order_of_two_suppliers_takes_two_lines_and_is_never_torn_apart()
    {
        var shipped = Sample.Purchase with { State = "Shipped", Amount = "2.00 CNY", Tracking = "YT1" };
        var pair = Sample.Order(2) with { Purchases = [Sample.Purchase, shipped] };

        var whole = Draw([Sample.Order(1), pair], 100, 10);
        var cut = Draw([Sample.Order(3), pair, Sample.Order(1)], 100, 5);

        Assert.Equal(5, whole.Count);
        Assert.StartsWith("#1002  Waiting for your approval", whole[2], StringComparison.Ordinal);
        Assert.StartsWith("       Shipped ", whole[3], StringComparison.Ordinal);
        Assert.EndsWith("2.00 CNY   YT1", whole[3], StringComparison.Ordinal);
        Assert.Equal(["#1003", "and 2"], cut.Skip(2).Select(line => line[..5]));
    }

    [Fact]
    public void A_cell_with_a_line_break_or_a_long_name_stays_in_its_line()
    {
        var purchase = Sample.Purchase with { Supplier = "Two\nlines " + new string('长', 200) };
        var lines = Draw([Sample.Order(1) with { Purchases = [purchase] }], 90, 10);

        Assert.Equal(3, lines.Count);
        Assert.Contains("Two lines", lines[2], StringComparison.Ordinal);
        Assert.InRange(lines[2].GetCellWidth(), 1, 90);
    }

    private static List<string> Draw(IReadOnlyList<LocalOrder> orders, int width, int height) =>
        [.. OrderTable.Draw(orders, width, height).Select(line => line.ToString())];
}
