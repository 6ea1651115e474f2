using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;

namespace Dropship.EndToEnd.Tests.Support;

/// <summary>Somebody with a mailbox who opens the links in it and decides, without a browser.</summary>
internal static class Approver
{
    /// <summary>Waits until an order asks for approval, and gives the mail that asks.</summary>
    public static async Task<JsonNode> ApprovalMailAsync(this LocalSystem system, string orderId, string to)
    {
        var order = await system.WaitForOrderAsync(orderId, "asks for approval", found => State(found) == "AwaitingApproval");
        var number = order["storeOrder"]!["number"]!.GetValue<string>();
        return await Wait.ForAsync(
            $"the mail to {to} about {number}",
            async () =>
                (await system.MailsAsync()).FirstOrDefault(mail =>
                    mail!["to"]![0]!["address"]!.GetValue<string>() == to
                    && mail["subject"]!.GetValue<string>().Contains(number, StringComparison.Ordinal)
                ),
            TimeSpan.FromMinutes(1)
        );
    }

    /// <summary>Approves an order as soon as it asks, and pays for it at the cashier.</summary>
    /// <returns>The key of its purchase order.</returns>
    public static async Task<string> ApproveAndPayAsync(this LocalSystem system, string orderId)
    {
        Assert.Equal("Approved", await DecideAsync(LinkOf(await system.ApprovalMailAsync(orderId, "you@example.com")), "approve"));
        return await system.PayAsync(orderId);
    }

    /// <summary>Pays for an approved order at the cashier.</summary>
    /// <returns>The key of its purchase order.</returns>
    public static async Task<string> PayAsync(this LocalSystem system, string orderId)
    {
        var order = await system.WaitForOrderAsync(
            orderId,
            "has its cashier page",
            found => found["purchaseOrders"]![0]!["payment"]?["payLink"] is not null
        );
        await system.ControlAsync(HttpMethod.Post, $"1688/orders/{SupplierOrder(order)}/pay");
        return Key(order);
    }

    /// <summary>Opens the page and sends its form as a browser does; gives what the page then says.</summary>
    public static async Task<string?> DecideAsync(Uri link, string decision)
    {
        using var http = new HttpClient();
        var page = new HtmlParser().ParseDocument(await http.GetStringAsync(link));
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["nonce"] = page.QuerySelector("input[name='nonce']")!.GetAttribute("value")!,
            ["amount"] = page.QuerySelector(".amount")!.TextContent,
            ["decision"] = decision,
        };
        using var answer = await http.PostAsync(link, new FormUrlEncodedContent(form));
        return new HtmlParser()
            .ParseDocument(await answer.Content.ReadAsStringAsync())
            .QuerySelector("#standing")!
            .GetAttribute("data-standing");
    }

    public static Uri LinkOf(JsonNode mail) =>
        new(
            new HtmlParser()
                .ParseDocument(mail["html"]!.GetValue<string>())
                .QuerySelector("a[href*='/api/approvals/']")!
                .GetAttribute("href")!
        );

    /// <summary>The state of an order's first purchase order; null while there is none.</summary>
    public static string? State(JsonNode order) => order["purchaseOrders"]!.AsArray().FirstOrDefault()?["state"]!.GetValue<string>();

    /// <summary>The key of an order's first purchase order.</summary>
    public static string Key(JsonNode order) => order["purchaseOrders"]![0]!["key"]!.GetValue<string>();

    /// <summary>The first order on 1688 of an order's first purchase order.</summary>
    public static string SupplierOrder(JsonNode order) =>
        order["purchaseOrders"]![0]!["supplierOrders"]![0]!["orderId"]!.GetValue<string>();
}
