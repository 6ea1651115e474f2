using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Microsoft.Azure.WebJobs.Host.Storage;

namespace Dropship.FunctionsHost.Hosting;

/// <summary>Keeps the status of timers where Azure keeps it: <c>azure-webjobs-hosts/timers/[host id]/[timer]/status</c>.</summary>
internal sealed class BlobScheduleMonitor(IAzureBlobStorageProvider storage, HostId host) : ScheduleMonitor
{
    public override async Task<ScheduleStatus?> GetStatusAsync(string timerName)
    {
        try
        {
            return JsonSerializer.Deserialize<ScheduleStatus>((await Blob(timerName).DownloadContentAsync()).Value.Content);
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            // The container may be missing too, and what is not found at the start is written next.
            await Container().CreateIfNotExistsAsync();
            return null;
        }
    }

    public override Task UpdateStatusAsync(string timerName, ScheduleStatus status) =>
        Blob(timerName).UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true);

    private BlobClient Blob(string timer) => Container().GetBlobClient($"timers/{host.Value}/{timer}/status");

    private BlobContainerClient Container() => storage.TryCreateHostingBlobContainerClient(out var container)
        ? container
        : throw new InvalidOperationException("The setting AzureWebJobsStorage does not name a storage account.");
}
