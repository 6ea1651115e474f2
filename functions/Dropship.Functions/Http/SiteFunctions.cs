using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Http;

/// <summary>The page at the root, and the answers at addresses where nothing is: pages for browsers, problems for programs.</summary>
public sealed class SiteFunctions(Templates templates, Texts texts)
{
    /// <summary>Says what this is.</summary>
    [Function("Root")]
    public IActionResult Root(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{ignored:maxlength(0)?}")] HttpRequest request
    ) =>
        HtmlPages.ShowNotice(
            request.HttpContext.Response,
            templates,
            new NoticeText(texts, "rootTitle", "rootText") { Link = ("/api/order-list", "rootLink") }
        );

    /// <summary>Says how one comes to the list of orders.</summary>
    [Function("OrderListEntry")]
    public IActionResult ListEntry([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/order-list")] HttpRequest request) =>
        HtmlPages.ShowNotice(request.HttpContext.Response, templates, new NoticeText(texts, "listEntryTitle", "listEntryText"));

    /// <summary>Answers where no other function does.</summary>
    /// <remarks>The Functions host looks at routes in the order of the functions' names and takes the first that fits: this one, which fits
    /// all, has the last name.</remarks>
    [Function("ZzNowhere")]
    public IActionResult Nowhere(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "delete", "options", Route = "{*path}")]
            HttpRequest request
    )
    {
        var response = request.HttpContext.Response;
        var methods = ApiRoutes.MethodsAt(request.Path);
        var isOther = methods.Count > 0 && !methods.Contains(request.Method, StringComparer.Ordinal);
        if (isOther)
        {
            response.Headers.Allow = string.Join(", ", methods);
        }

        if (HtmlPages.IsAskedFor(request))
        {
            return HtmlPages.ShowNotice(
                response,
                templates,
                isOther
                    ? new NoticeText(texts, "otherMethodTitle", "otherMethodText") { Status = StatusCodes.Status405MethodNotAllowed }
                    : new NoticeText(texts, "nowhereTitle", "nowhereText")
                    {
                        Status = StatusCodes.Status404NotFound,
                        Link = ("/", "nowhereLink"),
                    }
            );
        }

        return isOther ? Problems.OtherMethod(methods) : Problems.Nowhere(request.Path);
    }
}
