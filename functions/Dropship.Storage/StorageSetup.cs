using Azure.Data.Tables;
using Azure.Storage.Queues;
using Dropship.Storage.Queues;
using Dropship.Storage.Tables;
using Microsoft.Extensions.Hosting;

namespace Dropship.Storage;

/// <summary>Creates missing tables and queues before the first function runs.</summary>
internal sealed class StorageSetup(TableServiceClient tables, QueueServiceClient queues) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // An instance that starts answers nobody before: mostly all tables are there, which one call tells, and what is missing is made all
        // at once.
        var there = await tables
            .QueryAsync(cancellationToken: cancellationToken)
            .Select(table => table.Name)
            .ToHashSetAsync(StringComparer.OrdinalIgnoreCase, cancellationToken);
        await Task.WhenAll(
            TableNames.All.Where(name => !there.Contains(name)).Select(name => tables.CreateTableIfNotExistsAsync(name, cancellationToken))
        );
        await Task.WhenAll(
            QueueNames
                .OnStorage.Concat(QueueNames.OnStorage.Select(name => name + QueueNames.Poison))
                .Select(name => queues.GetQueueClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken))
        );
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
