using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Planning;

/// <summary>Mappings of a store in one partition: <c>m-{sku}</c> is the one in force, <c>v-{sku}-{version}</c> the versions that
/// were.</summary>
internal sealed class TableSkuMappings(TableServiceClient service) : ISkuMappings
{
    private const string CurrentPrefix = "m-";
    private const string VersionPrefix = "v-";
    private const int LongestKey = 480;

    private readonly TableClient _mappings = service.GetTableClient(TableNames.SkuMappings);
    private readonly TableClient _waiting = service.GetTableClient(TableNames.SkuWaiting);

    public async Task<IReadOnlyDictionary<string, SkuMapping>> FindAsync(
        string accountId,
        IReadOnlyCollection<string> skus,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<string, SkuMapping>(StringComparer.Ordinal);
        foreach (var sku in skus)
        {
            var row = await _mappings.GetEntityIfExistsAsync<TableEntity>(
                TableKeys.Escape(accountId),
                CurrentPrefix + Key(sku),
                cancellationToken: cancellationToken
            );
            if (row.HasValue)
            {
                found[sku] = Documents.Read<SkuMapping>(row.Value!);
            }
        }

        return found;
    }

    public async Task<IReadOnlyList<SkuMapping>> ListAsync(string accountId, CancellationToken cancellationToken)
    {
        var mappings = new List<SkuMapping>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {TableKeys.Escape(accountId)} and RowKey ge {CurrentPrefix} and RowKey lt {VersionPrefix}"
        );
        await foreach (var row in _mappings.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            mappings.Add(Documents.Read<SkuMapping>(row));
        }

        return mappings;
    }

    public async Task<SkuMapping> SaveAsync(SkuMapping mapping, CancellationToken cancellationToken)
    {
        var partition = TableKeys.Escape(mapping.AccountId);
        var sku = Key(mapping.Sku);
        while (true)
        {
            var existing = await _mappings.GetEntityIfExistsAsync<TableEntity>(
                partition,
                CurrentPrefix + sku,
                cancellationToken: cancellationToken
            );
            var known = existing.HasValue ? Documents.Read<SkuMapping>(existing.Value!) : null;
            var wanted = mapping.After(known);
            if (
                known is not null
                && known.Items.SequenceEqual(wanted.Items)
                && known with { Items = wanted.Items, Version = 0, ChangedAt = default } == wanted with { Version = 0, ChangedAt = default }
            )
            {
                return known;
            }

            var next = wanted with { Version = (known?.Version ?? await LastVersionAsync(partition, sku, cancellationToken)) + 1 };
            var current = new TableEntity(partition, CurrentPrefix + sku);
            Documents.Write(current, next);
            var version = new TableEntity(
                partition,
                string.Create(CultureInfo.InvariantCulture, $"{VersionPrefix}{sku}-{next.Version:D6}")
            );
            Documents.Write(version, next);
            try
            {
                await _mappings.SubmitTransactionAsync(
                    [
                        existing.HasValue
                            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, current, existing.Value!.ETag)
                            : new TableTransactionAction(TableTransactionActionType.Add, current),
                        new TableTransactionAction(TableTransactionActionType.Add, version),
                    ],
                    cancellationToken
                );
                return next;
            }
            catch (RequestFailedException exception) when (exception.Status is 409 or 412)
            {
                // Another writer saved this SKU at the same moment; ours becomes the next version.
            }
        }
    }

    public async Task<SkuMapping?> NoteVariantAsync(
        string accountId,
        string sku,
        MappedVariant variant,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var row = await _mappings.GetEntityIfExistsAsync<TableEntity>(
                TableKeys.Escape(accountId),
                CurrentPrefix + Key(sku),
                cancellationToken: cancellationToken
            );
            if (!row.HasValue)
            {
                return null;
            }

            var known = Documents.Read<SkuMapping>(row.Value!);
            if (known.Variant is not null)
            {
                return known;
            }

            var noted = known with { Variant = variant };
            Documents.Write(row.Value!, noted);
            try
            {
                await _mappings.UpdateEntityAsync(row.Value!, row.Value!.ETag, TableUpdateMode.Replace, cancellationToken);
                return noted;
            }
            catch (RequestFailedException exception) when (exception.Status is 404 or 412)
            {
                // Another order noted its variant at the same moment, or the mapping was saved or deleted.
            }
        }
    }

    public Task DeleteAsync(string accountId, string sku, CancellationToken cancellationToken) =>
        _mappings.DeleteEntityAsync(TableKeys.Escape(accountId), CurrentPrefix + Key(sku), ETag.All, cancellationToken);

    // Of a mapping that was deleted, the versions are left.
    private async Task<int> LastVersionAsync(string partition, string sku, CancellationToken cancellationToken)
    {
        var last = 0;
        var (first, behind) = ($"{VersionPrefix}{sku}-000000", $"{VersionPrefix}{sku}-999999");
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey le {behind}");
        await foreach (var row in _mappings.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken))
        {
            // Another SKU may begin like this one with a version behind it.
            if (row.RowKey.Length == first.Length)
            {
                last = Math.Max(last, int.Parse(row.RowKey.AsSpan(first.Length - 6), NumberStyles.None, CultureInfo.InvariantCulture));
            }
        }

        return last;
    }

    public async Task AddWaitingAsync(OrderKey order, IReadOnlyCollection<string> skus, CancellationToken cancellationToken)
    {
        foreach (var sku in skus)
        {
            await _waiting.UpsertEntityAsync(
                new TableEntity(WaitingPartition(order.AccountId, sku), TableKeys.Escape(order.ToString())),
                TableUpdateMode.Replace,
                cancellationToken
            );
        }
    }

    public async Task<IReadOnlyList<OrderKey>> ListWaitingAsync(string accountId, string sku, CancellationToken cancellationToken)
    {
        var orders = new List<OrderKey>();
        await foreach (
            var row in _waiting.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {WaitingPartition(accountId, sku)}"),
                cancellationToken: cancellationToken
            )
        )
        {
            orders.Add(OrderKey.Parse(TableKeys.Unescape(row.RowKey)));
        }

        return orders;
    }

    public async Task RemoveWaitingAsync(OrderKey order, IReadOnlyCollection<string> skus, CancellationToken cancellationToken)
    {
        foreach (var sku in skus)
        {
            await _waiting.DeleteEntityAsync(
                WaitingPartition(order.AccountId, sku),
                TableKeys.Escape(order.ToString()),
                ETag.All,
                cancellationToken
            );
        }
    }

    private static string WaitingPartition(string accountId, string sku) => Key($"{accountId}|{sku}");

    // A key may have 512 characters, and a sign may take several of them. The SKU itself stands in the document.
    private static string Key(string text) =>
        TableKeys.Escape(text) is var key && key.Length <= LongestKey
            ? key
            : $"{key[..(LongestKey - 65)]}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
