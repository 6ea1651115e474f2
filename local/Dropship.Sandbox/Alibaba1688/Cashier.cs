using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Dropship.Sandbox.Control;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>The cashier page that a person pays at: looking changes nothing, the button pays.</summary>
internal sealed class Cashier(SandboxWorld world)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/1688/cashier", (string? orderId) => world.Change(step => Show(step, orderId ?? string.Empty, null)));
        routes.MapPost(
            "/1688/cashier",
            async (HttpContext context) =>
            {
                var form = await context.Request.ReadFormAsync(context.RequestAborted);
                var ids = form["orderId"].ToString();
                return world.Change(step => Show(step, ids, Pay(step, ids)));
            }
        );
        routes.MapGet(
            "/1688/chat",
            (string? touid) =>
                Results.Content(
                    Html.Page(
                        "旺旺",
                        $"<main><h1>旺旺 chat</h1><p class=\"muted\">{HtmlEncoder.Default.Encode(touid ?? string.Empty)}</p></main>"
                    ),
                    "text/html; charset=utf-8"
                )
        );
    }

    private static string Pay(Step step, string ids)
    {
        var results = new List<(PurchaseOrder Order, string Status)>();
        foreach (var order in Orders(step, ids))
        {
            try
            {
                MarketService.Pay(step, order, "cashier");
                results.Add((order, "successed"));
            }
            catch (MarketRefusal refusal)
            {
                results.Add((order, refusal.Code));
            }
        }

        foreach (var buyer in results.GroupBy(r => r.Order.BuyerId, StringComparer.Ordinal))
        {
            Push.BatchPay(step, buyer.Key, buyer);
        }

        var refused = results.Where(r => r.Status != "successed").Select(r => $"{r.Order.Key}: {r.Status}").ToList();
        return refused.Count == 0 ? "支付成功" : "未支付：" + string.Join(", ", refused);
    }

    private static IResult Show(Step step, string ids, string? message)
    {
        var orders = Orders(step, ids).ToList();
        var body = new StringBuilder("<main><h1>1688 收银台 <small>sandbox cashier</small></h1>");
        if (message is not null)
        {
            body.Append(CultureInfo.InvariantCulture, $"<p class=\"note\" role=\"status\">{HtmlEncoder.Default.Encode(message)}</p>");
        }

        body.Append(
            "<table><thead><tr><th>订单号</th><th>供应商</th><th>商品</th><th>状态</th><th class=\"n\">金额</th></tr></thead><tbody>"
        );
        foreach (var order in orders)
        {
            var goods = string.Join("<br>", order.Lines.Select(l => $"{HtmlEncoder.Default.Encode(l.Name)} × {l.Quantity}"));
            body.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{order.Key}</td><td>{HtmlEncoder.Default.Encode(Catalogue.Supplier(order.SupplierId).CompanyName)}</td><td>{goods}</td><td>{order.Status}</td><td class=\"n\">¥{MarketText.YuanText(order.Total)}</td></tr>"
            );
        }

        var due = orders.Where(o => o.Status == "waitbuyerpay").ToList();
        body.Append(
            CultureInfo.InvariantCulture,
            $"</tbody></table><p>合计 <strong>¥{MarketText.YuanText(due.Sum(o => o.Total))}</strong></p>"
        );
        if (due.Count > 0)
        {
            body.Append(
                CultureInfo.InvariantCulture,
                $"<form method=\"post\" action=\"/1688/cashier\"><input type=\"hidden\" name=\"orderId\" value=\"{string.Join(';', due.Select(o => o.Key))}\"><button class=\"primary\" id=\"pay\">确认付款</button></form>"
            );
        }

        body.Append("</main>");
        return Results.Content(Html.Page("1688 收银台", body.ToString()), "text/html; charset=utf-8");
    }

    private static IEnumerable<PurchaseOrder> Orders(Step step, string ids) =>
        ids.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.Ordinal)
            .Select(step.Find<PurchaseOrder>)
            .OfType<PurchaseOrder>();
}
