using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host.Config;

namespace Dropship.FunctionsHost.Http;

/// <summary>Hands the requests of the management endpoints to the Durable extension, which answers them itself.</summary>
internal static class DurableTaskEndpoints
{
    public static async Task HandleAsync(HttpContext context, HttpKeys keys)
    {
        if (!keys.AllowsDurableTask(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.GetEncodedUrl());
        if (context.Request.ContentLength is not null || context.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        foreach (var (name, value) in context.Request.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value.ToArray());
        }

        var extension = context.RequestServices.GetServices<IExtensionConfigProvider>().OfType<DurableTaskExtension>().Single();
        using var response = await ((IAsyncConverter<HttpRequestMessage, HttpResponseMessage>)extension).ConvertAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
