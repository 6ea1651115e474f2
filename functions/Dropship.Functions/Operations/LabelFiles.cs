using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Dropship.Functions.Operations;

/// <summary>Labels as files. They bear the customer's address, so nobody keeps them on the way.</summary>
internal static class LabelFiles
{
    public static FileContentResult Of(HttpResponse response, ShippingLabel label, Order order)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Content-Type-Options"] = "nosniff";
        return new FileContentResult(label.Content.ToArray(), label.ContentType)
        {
            FileDownloadName = $"label-{order.Key.StoreOrderId}{(label.ContentType == "application/pdf" ? ".pdf" : string.Empty)}",
        };
    }
}
