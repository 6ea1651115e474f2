using Azure;
using Azure.Data.Tables;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Fulfilment;

/// <summary>What forwarders' people are to be told, in one partition of the waiting mails: few wait at a time, and one transaction changes
/// those of a mail.</summary>
internal sealed class TableForwarderNotes(TableServiceClient service) : IForwarderNotes
{
    private const string Partition = "forwarders";

    private readonly TableClient _notes = service.GetTableClient(TableNames.WaitingMails);

    public async Task AddAsync(ForwarderNote note, CancellationToken cancellationToken)
    {
        try
        {
            await _notes.AddEntityAsync(Row(note), cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            // It waits already.
        }
    }

    public async Task<IReadOnlyList<ForwarderNote>> ListAsync(CancellationToken cancellationToken)
    {
        var notes = new List<ForwarderNote>();
        await foreach (
            var row in _notes.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"),
                cancellationToken: cancellationToken
            )
        )
        {
            notes.Add(Documents.Read<ForwarderNote>(row) with { RowVersion = row.ETag.ToString() });
        }

        return [.. notes.OrderBy(note => note.Since).ThenBy(KeyOf, StringComparer.Ordinal)];
    }

    public async Task<IReadOnlyList<ForwarderNote>?> TrySaveAsync(IReadOnlyList<ForwarderNote> notes, CancellationToken cancellationToken)
    {
        try
        {
            var saved = await _notes.SubmitTransactionAsync(
                notes.Select(note => new TableTransactionAction(
                    TableTransactionActionType.UpdateReplace,
                    Row(note),
                    new ETag(note.RowVersion!)
                )),
                cancellationToken
            );
            return [.. notes.Zip(saved.Value, (note, reply) => note with { RowVersion = reply.Headers.ETag!.Value.ToString() })];
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            return null;
        }
    }

    public Task RemoveAsync(IReadOnlyList<ForwarderNote> notes, CancellationToken cancellationToken) =>
        _notes.RemoveAsync([.. notes.Select(note => new TableEntity(Partition, KeyOf(note)))], cancellationToken);

    private static string KeyOf(ForwarderNote note) => TableKeys.Escape($"{note.Key}|{note.Kind}|{note.Version}");

    private static TableEntity Row(ForwarderNote note)
    {
        var row = new TableEntity(Partition, KeyOf(note));
        Documents.Write(row, note with { RowVersion = null });
        return row;
    }
}
