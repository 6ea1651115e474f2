using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Dropship.AzureSdk.Storage;

/// <summary>Gives each try its date, and its signature where the account's key is known.</summary>
internal abstract class StorageRequestPolicy(SharedKey? key, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        var date = time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        request.Headers.SetValue("x-ms-date", date);
        if (key is not null)
        {
            request.Headers.SetValue("Authorization", Authorize(key, request, date));
        }
    }

    protected abstract string Authorize(SharedKey sharedKey, Request request, string date);

    protected static string? Header(Request request, string name) => request.Headers.TryGetValue(name, out var value) ? value : null;
}
