using Microsoft.Azure.WebJobs.Host.Config;

namespace Dropship.FunctionsHost.Http;

#pragma warning disable CS0618 // The only way to tell the Durable extension its address.

/// <summary>Tells the Durable extension under which address its management endpoints are reached.</summary>
internal sealed class WebHooks(int port, HttpKeys keys) : IWebHookProvider
{
    private readonly Uri _address = new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http://localhost:{port}{Front.DurableTaskPath}{keys.DurableTaskQuery}"));

    public Uri GetUrl(IExtensionConfigProvider extension) => _address;
}
