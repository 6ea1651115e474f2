using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Microsoft.Azure.WebJobs.Host.Storage;

namespace Dropship.FunctionsHost.Hosting;

/// <summary>Keeps the status of timers where Azure keeps it: <c>azure-webjobs-hosts/timers/[host id]/[timer]/status</c>.</summary>
internal sealed class BlobScheduleMonitor(IAzureBlobStorageProvider storage, IConfiguration configuration) : ScheduleMonitor
{
    private readonly BlobContainerClient _container = storage.TryCreateHostingBlobContainerClient(out var container)
        ? container
        : throw new HostException("The setting AzureWebJobsStorage does not name a storage account.");

    public override async Task<ScheduleStatus?> GetStatusAsync(string timerName)
    {
        try
        {
            return JsonSerializer.Deserialize<ScheduleStatus>((await Blob(timerName).DownloadContentAsync()).Value.Content);
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            // What is not found at the start is written next; the container may be missing too.
            await _container.CreateIfNotExistsAsync();
            return null;
        }
    }

    public override Task UpdateStatusAsync(string timerName, ScheduleStatus status) =>
        Blob(timerName).UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true);

    private BlobClient Blob(string timer) => _container.GetBlobClient($"timers/{configuration[HostSettings.HostId]}/{timer}/status");
}
