using System.Globalization;
using Azure.Core;

namespace Dropship.AzureSdk.Storage;

/// <summary>Signs for the queue service (SharedKey).</summary>
internal sealed class QueueRequestPolicy(SharedKey? key, TimeProvider time) : StorageRequestPolicy(key, time)
{
    protected override string Authorize(SharedKey sharedKey, Request request, string date)
    {
        var toSign = sharedKey.QueueStringToSign(
            request.Method.Method,
            name => name is "Content-Length" ? Length(request) : Header(request, name),
            request.Headers
                .Where(h => h.Name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))
                .Select(h => KeyValuePair.Create(h.Name, h.Value)),
            request.Uri.ToUri());
        return $"SharedKey {sharedKey.AccountName}:{sharedKey.Sign(toSign)}";
    }

    private static string? Length(Request request) =>
        request.Content is { } content && content.TryComputeLength(out var length) ? length.ToString(CultureInfo.InvariantCulture) : null;
}
