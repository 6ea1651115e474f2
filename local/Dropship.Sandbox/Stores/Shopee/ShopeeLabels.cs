using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores.Shopee;

/// <summary>Makes the labels of arranged packages: asked for first, ready a while later, handed out then.</summary>
internal static class ShopeeLabels
{
    private const string Kind = "NORMAL_AIR_WAYBILL";

    private static readonly (string, string) s_notAsked = (
        "logistics.shipping_document_should_print_first",
        "The package should print first."
    );

    public static JsonObject Parameter(Step step, ShopeeShop shop, JsonObject body) =>
        Answer(
            step,
            shop,
            body,
            (_, _, package, named) =>
                package.TrackingNumber is null
                    ? ShopeeReplies.Row(named, ("logistics.package_can_not_print", "The package can not print now."))
                    : ShopeeReplies.Row(
                        named,
                        null,
                        new JsonObject
                        {
                            ["suggest_shipping_document_type"] = Kind,
                            ["selectable_shipping_document_type"] = new JsonArray(Kind, "THERMAL_AIR_WAYBILL"),
                        }
                    )
        );

    public static JsonObject Create(Step step, ShopeeShop shop, JsonObject body) =>
        Answer(
            step,
            shop,
            body,
            (settings, order, package, named) =>
            {
                if (package.TrackingNumber is null || package.Status != "LOGISTICS_REQUEST_CREATED")
                {
                    return ShopeeReplies.Row(named, ("logistics.package_can_not_print", "The package can not print now."));
                }

                if (named["tracking_number"]?.ToString() != package.TrackingNumber || package.NumberFrom > step.Elapsed)
                {
                    return ShopeeReplies.Row(named, ("logistics.tracking_number_invalid", "The tracking number is invalid."));
                }

                package.LabelKind = named["shipping_document_type"]?.ToString() ?? Kind;
                package.LabelFrom = step.Elapsed + settings.LabelDelaySeconds;
                step.Touch(order);
                return ShopeeReplies.Row(named, null);
            }
        );

    public static JsonObject Result(Step step, ShopeeShop shop, JsonObject body) =>
        Answer(
            step,
            shop,
            body,
            (_, _, package, named) =>
                package.LabelKind is null
                    ? ShopeeReplies.Row(named, s_notAsked)
                    : ShopeeReplies.Row(
                        named,
                        null,
                        new JsonObject { ["status"] = package.LabelFrom <= step.Elapsed ? "READY" : "PROCESSING" }
                    )
        );

    public static (JsonObject Refusal, byte[]? File) Download(Step step, ShopeeShop shop, JsonObject body)
    {
        byte[]? file = null;
        var refusal = Answer(
            step,
            shop,
            body,
            (_, order, package, named) =>
            {
                if (package.LabelKind is null || package.LabelKind != (body["shipping_document_type"]?.ToString() ?? Kind))
                {
                    return ShopeeReplies.Row(named, s_notAsked);
                }

                if (package.LabelFrom > step.Elapsed)
                {
                    return ShopeeReplies.Row(named, ("logistics.package_can_not_print", "The document is not ready."));
                }

                file = Pdf($"{order.Key}  {package.Number}  {package.TrackingNumber}");
                return ShopeeReplies.Row(named, null);
            }
        );
        return (refusal, file);
    }

    private static JsonObject Answer(
        Step step,
        ShopeeShop shop,
        JsonObject body,
        Func<ShopeeSettings, ShopeeOrder, ShopeePackage, JsonObject, JsonObject> work
    )
    {
        if (body["order_list"] is not JsonArray { Count: > 0 and <= 50 } list || list[0] is not JsonObject named)
        {
            return ShopeeReplies.Error("error_param", "Wrong parameters, detail: order_list should hold 1 to 50 orders.");
        }

        var order = step.Find<ShopeeOrder>(named["order_sn"]?.ToString() ?? string.Empty);
        if (order?.Shop != shop.Key)
        {
            return ShopeeReplies.Row(named, ("logistics.error_order_not_found", "The order is not found."));
        }

        // Nothing is told of a package that is not named.
        if (named["package_number"]?.ToString() is not { } number)
        {
            return ShopeeReplies.Ok(new JsonObject { ["result_list"] = new JsonArray() });
        }

        return order.Packages.Find(one => one.Number == number) is { } package
            ? work(step.Get<ShopeeSettings>(ShopeeSettings.TheKey), order, package, named)
            : ShopeeReplies.Row(named, ("logistics.package_not_exist", "The package is not exist."));
    }

    // One page with one line.
    private static byte[] Pdf(string line)
    {
        var content = $"BT /F1 12 Tf 20 100 Td ({line}) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {content.Length} >>\nstream\n{content}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ];
        var text = new StringBuilder("%PDF-1.4\n");
        var starts = new List<int>();
        foreach (var (number, value) in objects.Index())
        {
            starts.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{number + 1} 0 obj\n{value}\nendobj\n");
        }

        var table = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var start in starts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{start:D10} 00000 n \n");
        }

        text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
