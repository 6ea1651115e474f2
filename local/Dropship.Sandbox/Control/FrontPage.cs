using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Dropship.Sandbox.Alibaba1688;
using Dropship.Sandbox.Shopify;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Control;

/// <summary>The page for people: the stores on one side, 1688 on the other, with buttons for what buyers and suppliers do.</summary>
internal sealed class FrontPage(SandboxWorld world)
{
    private const int Shown = 60;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", () => Results.Content(world.Change(Render), "text/html; charset=utf-8"));
        routes.MapPost(
            "/do/order",
            async (HttpContext context) =>
            {
                var form = await context.Request.ReadFormAsync(context.RequestAborted);
                world.Change(step =>
                    ControlService.Make(
                        step,
                        new OrderWish
                        {
                            Shop = form["shop"].ToString(),
                            Sku = form["sku"].ToString() is { Length: > 0 } sku ? sku : null,
                            Quantity = int.TryParse(form["quantity"], CultureInfo.InvariantCulture, out var quantity)
                                ? Math.Clamp(quantity, 1, 999)
                                : 1,
                            Country = form["country"].ToString(),
                        },
                        ControlEndpoints.Origin(context)
                    )
                );
                return Results.Redirect("/");
            }
        );
        routes.MapPost(
            "/do/store/{id}/{action}",
            (string id, string action) =>
                world.Change(step =>
                {
                    if (step.Find<StoreOrder>(id) is { } order)
                    {
                        if (action == "cancel")
                        {
                            StoreService.Cancel(step, order, "CUSTOMER", refund: true);
                        }
                        else if (action == "pay" && order.FinancialStatus == "PENDING")
                        {
                            StoreService.Pay(step, order);
                        }
                    }

                    return Results.Redirect("/");
                })
        );
        routes.MapPost(
            "/do/1688/{id}/{action}",
            (string id, string action) =>
                world.Change(step =>
                {
                    if (step.Find<PurchaseOrder>(id) is { } order)
                    {
                        if (action == "pay" && order.Status == "waitbuyerpay")
                        {
                            MarketService.Pay(step, order, "front page");
                        }
                        else if (action == "ship" && order.Status == "waitsellersend")
                        {
                            LogisticsService.Ship(step, order, [], null, null, withoutLogistics: false);
                        }
                    }

                    return Results.Redirect("/");
                })
        );
    }

    private static string Render(Step step)
    {
        var page = new StringBuilder();
        page.Append(
            CultureInfo.InvariantCulture,
            $"<main><h1>Sandbox <small>stores and 1688 on this machine; clock ×{step.Clock.Speed:0.#}</small></h1>"
        );
        page.Append("<form class=\"bar\" method=\"post\" action=\"/do/order\"><label>Store<select name=\"shop\">");
        foreach (var shop in step.Settings.Shops)
        {
            page.Append(CultureInfo.InvariantCulture, $"<option>{E(shop)}</option>");
        }

        page.Append("</select></label><label>SKU<select name=\"sku\"><option value=\"\">any</option>");
        foreach (var product in Catalogue.Products)
        {
            page.Append(CultureInfo.InvariantCulture, $"<option value=\"{product.Sku}\">{E(product.Sku)} · {E(product.Title)}</option>");
        }

        page.Append(
            "</select></label><label>Quantity<input name=\"quantity\" type=\"number\" min=\"1\" max=\"999\" value=\"1\"></label><label>Buyer in<select name=\"country\">"
        );
        foreach (var country in SampleBuyers.Countries)
        {
            page.Append(CultureInfo.InvariantCulture, $"<option>{country}</option>");
        }

        page.Append("</select></label><button class=\"primary\">New order</button></form>");
        StoreOrders(page, step);
        PurchaseOrders(page, step);
        page.Append("</main>");
        return Html.Page("Dropship sandbox", page.ToString(), "<meta http-equiv=\"refresh\" content=\"5\">");
    }

    private static void StoreOrders(StringBuilder page, Step step)
    {
        var orders = step.All<StoreOrder>().OrderByDescending(o => o.Id).ToList();
        page.Append(
            CultureInfo.InvariantCulture,
            $"<h2>Store orders <small>{orders.Count}</small></h2><div class=\"scroll\"><table><thead><tr><th>Order</th><th>Buyer in</th><th>Goods</th><th>Payment</th><th>Fulfilment</th><th>Tracking</th><th class=\"n\">Total</th><th></th></tr></thead><tbody>"
        );
        foreach (var order in orders.Take(Shown))
        {
            var goods = string.Join("<br>", order.Lines.Select(l => $"{E(l.Sku ?? "–")} × {l.CurrentQuantity}"));
            var tracking = string.Join(
                "<br>",
                order
                    .Fulfillments.Where(f => f.Status == "SUCCESS")
                    .SelectMany(f => f.Tracking)
                    .Select(t => $"{E(t.Company ?? string.Empty)} <code>{E(t.Number ?? string.Empty)}</code>")
            );
            var fulfilment = order.CancelledAt is null
                ? Tag(order.DisplayFulfillmentStatus, order.DisplayFulfillmentStatus == "FULFILLED", false)
                : Tag("CANCELLED", false, true);
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{order.Name}<br><small>{E(order.Shop)}</small></td><td>{E(order.ShippingAddress?.CountryCode ?? "–")}</td><td>{goods}</td><td>{Tag(order.FinancialStatus, order.FinancialStatus == "PAID", order.FinancialStatus == "REFUNDED")}</td><td>{fulfilment}</td><td>{tracking}</td><td class=\"n\">{WebhookBodies.Amount(order.CurrentTotal)} {order.Currency}</td><td>"
            );
            if (order.CancelledAt is null && order.Fulfillments.Count == 0)
            {
                if (order.FinancialStatus == "PENDING")
                {
                    page.Append(Button($"/do/store/{order.Key}/pay", "Pay"));
                }

                page.Append(Button($"/do/store/{order.Key}/cancel", "Cancel"));
            }

            page.Append("</td></tr>");
        }

        page.Append("</tbody></table></div>");
    }

    private static void PurchaseOrders(StringBuilder page, Step step)
    {
        var orders = step.All<PurchaseOrder>().OrderByDescending(o => o.Id).ToList();
        page.Append(
            CultureInfo.InvariantCulture,
            $"<h2>1688 purchase orders <small>{orders.Count}</small></h2><div class=\"scroll\"><table><thead><tr><th>Order</th><th>Our number</th><th>Supplier</th><th>Goods</th><th>State</th><th>Logistics</th><th class=\"n\">Amount</th><th></th></tr></thead><tbody>"
        );
        foreach (var order in orders.Take(Shown))
        {
            var goods = string.Join(
                "<br>",
                order.Lines.Select(l => $"{E(l.Name)} {E(string.Join(' ', l.Attributes.Values))} × {l.Quantity}")
            );
            var parcels = string.Join(
                "<br>",
                order.Parcels.Select(p =>
                    $"{E(p.CarrierName)} <code>{E(p.BillNumber ?? string.Empty)}</code> {Tag(p.Status, p.Status == "SIGN", p.Status is "NOGET" or "CANCEL")}"
                )
            );
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{order.Key}</td><td><code>{E(order.OutOrderId)}</code></td><td>{E(Catalogue.Supplier(order.SupplierId).CompanyName)}</td><td>{goods}</td><td>{Tag(order.Status, order.Status is "waitbuyerreceive" or "success", order.Status == "cancel")}</td><td>{parcels}</td><td class=\"n\">¥{MarketText.YuanText(order.Total)}</td><td>"
            );
            page.Append(
                order.Status switch
                {
                    "waitbuyerpay" => Button($"/do/1688/{order.Key}/pay", "Pay"),
                    "waitsellersend" => Button($"/do/1688/{order.Key}/ship", "Ship"),
                    _ => string.Empty,
                }
            );
            page.Append("</td></tr>");
        }

        page.Append("</tbody></table></div>");
    }

    private static string E(string text) => HtmlEncoder.Default.Encode(text);

    private static string Tag(string text, bool good, bool bad) =>
        $"<span class=\"tag{(good ? " good" : bad ? " bad" : string.Empty)}\">{E(text)}</span>";

    private static string Button(string action, string text) =>
        $"<form class=\"inline\" method=\"post\" action=\"{action}\"><button class=\"small\">{text}</button></form> ";
}
