using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;

namespace Dropship.AzureSdk.TestHost;

/// <summary>Writes down, where a kill does not reach, what the functions did: table <c>WitnessTable</c>, one partition a function, one row a thing done, counted.</summary>
internal sealed class Witness(TableServiceClient tables, IConfiguration configuration, TimeProvider time)
{
    private readonly TableClient _table = tables.GetTableClient(configuration["WitnessTable"] ?? "witness");

    /// <summary>Notes a thing done once more; gives how often it is done by now.</summary>
    public async Task<int> NoteAsync(string function, string thing, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var known = await _table.GetEntityIfExistsAsync<TableEntity>(function, thing, cancellationToken: cancellationToken);
                if (!known.HasValue)
                {
                    await _table.AddEntityAsync(new TableEntity(function, thing) { ["Count"] = 1 }, cancellationToken);
                    return 1;
                }

                var count = known.Value!.GetInt32("Count")!.Value + 1;
                await _table.UpdateEntityAsync(new TableEntity(function, thing) { ["Count"] = count }, known.Value.ETag, cancellationToken: cancellationToken);
                return count;
            }
            catch (RequestFailedException exception) when (exception.Status is 409 or 412)
            {
                // Someone noted the same at the same time: count again.
            }
        }
    }

    /// <summary>Notes that something came after all that came before; row keys tell the order of arrival.</summary>
    public Task NoteOrderAsync(string function, string thing, CancellationToken cancellationToken) =>
        _table.AddEntityAsync(new TableEntity(function, $"{time.GetUtcNow().UtcTicks:D19}") { ["Thing"] = thing }, cancellationToken);
}
