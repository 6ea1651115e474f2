using System.Text;
using System.Text.Json;
using Dropship.Functions.Ingest;

namespace Dropship.Functions.Tests.Ingest;

public sealed class OrderTableTests
{
    private const string Head = "order,createdAt,currency,total,payment,country,city,sku,title,quantity,unitPrice";

    [Fact]
    public void Rows_of_one_order_are_its_lines_and_the_order_stands_in_the_first_alone()
    {
        var table = Read(
            Head,
            "1001,2026-03-01T08:00:00Z,USD,30,Paid,DE,Köln,TEE,\"Tee, black\",1,10",
            "1001,,,,,,,MUG,Mug,2,10",
            ",,,,,,,,,,",
            "1002,2026-03-01T09:00:00Z,USD,10,Paid,DE,Bonn,TEE,Tee,1,10"
        );

        Assert.Empty(table.Problems);
        Assert.Equal(["1001", "1002"], table.Orders.Select(order => order.Id));
        Assert.Equal([2, 3], table.Orders[0].Lines);
        Assert.All(table.Orders, order => Assert.Empty(order.Problems));
        using var body = JsonDocument.Parse(OrderTable.Body(table.Orders));
        var first = body.RootElement.GetProperty("orders")[0];
        Assert.Equal("Köln", first.GetProperty("shipTo").GetProperty("city").GetString());
        Assert.Equal(["TEE", "MUG"], first.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("id").GetString()));
    }

    [Fact]
    public void Rows_that_disagree_about_their_order_are_told_so()
    {
        var table = Read(
            Head,
            "1001,2026-03-01T08:00:00Z,USD,30,Paid,DE,Köln,TEE,Tee,1,10",
            "1001,2026-03-01T08:00:00Z,USD,30,Paid,DE,Bonn,MUG,Mug,2,10",
            ",2026-03-01T08:00:00Z,USD,30,Paid,DE,Bonn,MUG,Mug,2,10",
            "1003,2026-03-01T08:00:00Z,USD"
        );

        Assert.Equal(
            ["city", "order", "It has 3 fields, the head has 11."],
            table.Orders.Select(order => Assert.Single(order.Problems).Split(':')[0])
        );
    }

    [Fact]
    public void A_table_without_a_column_it_needs_or_with_one_nobody_knows_is_no_table() =>
        Assert.Equal(2, Read("order,createdAt,currency,total,payment,title,quantity,colour", "1,2,3,4,5,6,7,8").Problems.Count);

    private static OrderTable Read(params string[] lines) => OrderTable.Read(Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));
}
