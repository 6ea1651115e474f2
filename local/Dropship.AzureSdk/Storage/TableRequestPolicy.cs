using Azure.Core;

namespace Dropship.AzureSdk.Storage;

/// <summary>Signs for the table service (SharedKeyLite, as the official client does).</summary>
internal sealed class TableRequestPolicy(SharedKey? key, TimeProvider time) : StorageRequestPolicy(key, time)
{
    protected override string Authorize(SharedKey sharedKey, Request request, string date) =>
        $"SharedKeyLite {sharedKey.AccountName}:{sharedKey.Sign(sharedKey.TableStringToSignLite(date, request.Uri.ToUri()))}";
}
