using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host.Config;

namespace Dropship.FunctionsHost.Http;

#pragma warning disable CS0618 // The only way to tell the Durable extension its address.

/// <summary>The management endpoints of the Durable extension, which answers their requests itself.</summary>
internal sealed class DurableTaskEndpoints(int port, HttpKeys keys) : IWebHookProvider
{
    public const string Path = "/runtime/webhooks/durabletask";

    public Uri GetUrl(IExtensionConfigProvider extension) => new UriBuilder("http", "localhost", port, Path, keys.DurableTaskQuery).Uri;

    public async Task HandleAsync(HttpContext context)
    {
        if (!keys.AllowsDurableTask(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.GetEncodedUrl());
        request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, value) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value.ToArray()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value.ToArray());
            }
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
