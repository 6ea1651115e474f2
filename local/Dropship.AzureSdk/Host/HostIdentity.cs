using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Dropship.AzureSdk.Host;

/// <summary>Which host this is, and where it keeps what must outlive it.</summary>
internal sealed class HostIdentity(IConfiguration configuration, IHostEnvironment environment, HostConnections connections) : IDisposable
{
    private const string TableName = "AzureWebJobsHost";

    private readonly SemaphoreSlim _creating = new(1);
    private TableClient? _table;

    /// <summary>The same for every run of one app: the setting AzureFunctionsWebHost:hostid, else the app's name.</summary>
    public string Id { get; } = (configuration["AzureFunctionsWebHost:hostid"] ?? environment.ApplicationName).ToLowerInvariant();

    /// <summary>The host's own table, created when it is first needed. Keep a partition named after <see cref="Id"/> and a purpose.</summary>
    public async ValueTask<TableClient> TableAsync(CancellationToken cancellationToken)
    {
        if (_table is { } known)
        {
            return known;
        }

        await _creating.WaitAsync(cancellationToken);
        try
        {
            if (_table is null)
            {
                var table = connections.Tables().GetTableClient(TableName);
                await table.CreateIfNotExistsAsync(cancellationToken);
                _table = table;
            }

            return _table;
        }
        finally
        {
            _creating.Release();
        }
    }

    public string Partition(string purpose) => $"{Id}|{purpose}";

    public void Dispose() => _creating.Dispose();
}
