using System.Text;
using Dropship.Functions.Operations;

namespace Dropship.Functions.Tests.Operations;

public sealed class ShipmentTableTests
{
    private const string Head = "account,order,number,carrier,who";

    [Fact]
    public void Fields_may_hold_commas_quotes_and_line_breaks_and_columns_stand_in_any_order()
    {
        var table = Read("\uFEFFwho,carrier,number,order,account,fee\r\n\"Li, \"\"W\"\"\",燕文,LX1CN,\"#10\n01\",shop,3.5\r\n,,,,,\r\n");

        Assert.Empty(table.Problems);
        var row = Assert.Single(table.Rows);
        Assert.Equal(("shop", "#10\n01", "LX1CN", "燕文", "Li, \"W\"", 3.5m), Told(row));
        Assert.Empty(row.Problems);
    }

    [Theory]
    [InlineData("", "body: must be a table in CSV with a head.")]
    [InlineData("account,order,number,carrier\n", "who: this column is missing.")]
    [InlineData(Head + ",price\n", "price: is no column; the columns are account, order,")]
    [InlineData(Head + "\nshop,1,\"LX1CN,Yanwen,Li\n", "body: a quote stands where none can")]
    [InlineData(Head + "\nshop,1,LX\"1,Yanwen,Li\n", "body: a quote stands where none can")]
    public void A_table_that_cannot_be_read_is_refused_as_a_whole(string text, string says)
    {
        var table = Read(text);

        Assert.Empty(table.Rows);
        Assert.StartsWith(says, table.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_in_another_encoding_is_refused_by_its_name()
    {
        var table = ShipmentTable.Read(new byte[] { (byte)'a', 0xD6, 0xD0, 0xCE, 0xC4 });

        Assert.Contains("UTF-8", Assert.Single(table.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_is_wrong_by_itself_and_named_by_its_line()
    {
        var table = Read($"{Head},weightGrams\nshop,1,LX1,Yanwen,Li,heavy\nshop,2,LX2\nshop,3,LX3,Yanwen,Li,5\n");

        Assert.Equal([2, 3, 4], table.Rows.Select(row => row.Line));
        Assert.Equal(["weightGrams: must be a number."], table.Rows[0].Problems);
        Assert.Equal(["It has 3 fields, the head has 6."], table.Rows[1].Problems);
        Assert.Empty(table.Rows[2].Problems);
    }

    [Fact]
    public void A_table_has_a_thousand_rows_at_most() =>
        Assert.Contains(
            "1000 rows",
            Assert.Single(Read($"{Head}\n{string.Concat(Enumerable.Repeat("shop,1,LX1,Yanwen,Li\n", 1001))}").Problems),
            StringComparison.Ordinal
        );

    private static ShipmentTable Read(string text) => ShipmentTable.Read(Encoding.UTF8.GetBytes(text));

    private static (string, string, string, string, string, decimal?) Told(ShipmentRow row) =>
        (row.Account, row.Order, row.Shipment.Number, row.Shipment.Carrier, row.Shipment.Who, row.Shipment.Fee);
}
