using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Fulfilment;

/// <summary>What approvers are to be told, in one partition: few wait at a time, and one transaction changes those of a mail.</summary>
internal sealed class TableWaitingMails(TableServiceClient service) : IWaitingMails
{
    private const string Partition = "waiting";

    private readonly TableClient _mails = service.GetTableClient(TableNames.WaitingMails);

    public async Task<WaitingMail> AddAsync(WaitingMail mail, CancellationToken cancellationToken)
    {
        try
        {
            await _mails.AddEntityAsync(Row(mail), cancellationToken);
            return mail;
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            var kept = await _mails.GetEntityIfExistsAsync<TableEntity>(Partition, KeyOf(mail), cancellationToken: cancellationToken);
            return kept.HasValue ? Read(kept.Value!) : mail;
        }
    }

    public async Task<IReadOnlyList<WaitingMail>> ListAsync(CancellationToken cancellationToken)
    {
        var mails = new List<WaitingMail>();
        await foreach (
            var row in _mails.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"),
                cancellationToken: cancellationToken
            )
        )
        {
            mails.Add(Read(row));
        }

        return [.. mails.OrderBy(mail => mail.Since).ThenBy(KeyOf, StringComparer.Ordinal)];
    }

    public async Task<IReadOnlyList<WaitingMail>?> TrySaveAsync(IReadOnlyList<WaitingMail> mails, CancellationToken cancellationToken)
    {
        try
        {
            var saved = await _mails.SubmitTransactionAsync(
                mails.Select(mail => new TableTransactionAction(
                    TableTransactionActionType.UpdateReplace,
                    Row(mail),
                    new ETag(mail.Version!)
                )),
                cancellationToken
            );
            return [.. mails.Zip(saved.Value, (mail, reply) => mail with { Version = reply.Headers.ETag!.Value.ToString() })];
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            return null;
        }
    }

    public Task RemoveAsync(IReadOnlyList<WaitingMail> mails, CancellationToken cancellationToken) =>
        _mails.RemoveAsync([.. mails.Select(mail => new TableEntity(Partition, KeyOf(mail)))], cancellationToken);

    private static string KeyOf(WaitingMail mail) =>
        TableKeys.Escape(string.Create(CultureInfo.InvariantCulture, $"{mail.Key}|{mail.Kind}|{mail.Round}|{mail.Reminder}"));

    private static TableEntity Row(WaitingMail mail)
    {
        var row = new TableEntity(Partition, KeyOf(mail));
        Documents.Write(row, mail with { Version = null });
        return row;
    }

    private static WaitingMail Read(TableEntity row) => Documents.Read<WaitingMail>(row) with { Version = row.ETag.ToString() };
}
