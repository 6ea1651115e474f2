using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Microsoft.Azure.WebJobs.Host.Storage;

namespace Dropship.FunctionsHost.Hosting;

/// <summary>Keeps the status of timers where Azure keeps it: <c>azure-webjobs-hosts/timers/&lt;host id&gt;/&lt;timer&gt;/status</c>.</summary>
internal sealed class BlobScheduleMonitor(IAzureBlobStorageProvider storage, HostId host) : ScheduleMonitor
{
    public override async Task<ScheduleStatus?> GetStatusAsync(string timerName)
    {
        try
        {
            var content = await Blob(timerName).DownloadContentAsync();
            return JsonSerializer.Deserialize<ScheduleStatus>(content.Value.Content);
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    public override async Task UpdateStatusAsync(string timerName, ScheduleStatus status)
    {
        var blob = Blob(timerName);
        var content = BinaryData.FromObjectAsJson(status);
        try
        {
            await blob.UploadAsync(content, overwrite: true);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == "ContainerNotFound")
        {
            await Container().CreateIfNotExistsAsync();
            await blob.UploadAsync(content, overwrite: true);
        }
    }

    private BlobClient Blob(string timer) => Container().GetBlobClient($"timers/{host.Value}/{timer}/status");

    private BlobContainerClient Container() => storage.TryCreateHostingBlobContainerClient(out var container)
        ? container
        : throw new InvalidOperationException("The setting AzureWebJobsStorage does not name a storage account.");
}
