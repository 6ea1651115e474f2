using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host.Config;

namespace Dropship.FunctionsHost.Http;

#pragma warning disable CS0618 // The only way to tell the Durable extension its address.

/// <summary>The management endpoints of the Durable extension, which answers their requests itself.</summary>
internal sealed class DurableTaskEndpoints(int port) : IWebHookProvider
{
    public const string Path = "/runtime/webhooks/durabletask";

    public Uri GetUrl(IExtensionConfigProvider extension) => new UriBuilder("http", "localhost", port, Path).Uri;

    public static async Task HandleAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.GetEncodedUrl());
        request.Content = new StreamContent(context.Request.Body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        foreach (var (name, values) in context.Request.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        var extension = context.RequestServices.GetServices<IExtensionConfigProvider>().OfType<DurableTaskExtension>().Single();
        IAsyncConverter<HttpRequestMessage, HttpResponseMessage> answers = extension;
        using var response = await answers.ConvertAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
