using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Takes submissions of orders: keeps each order, then has it read like one of any other platform.</summary>
public sealed class OrderSubmissionIntake(
    IStoreAccounts accounts,
    IStorePlatforms platforms,
    SubmittedOrderIntake intake,
    IWorkQueues queues
)
{
    /// <summary>The longest body that is read.</summary>
    public const int MaximumBytes = 2 * 1024 * 1024;

    /// <summary>How many orders one submission may hold.</summary>
    public const int MostOrders = 100;

    /// <summary>Takes a submission of a seller's system; its signature is its key.</summary>
    public async Task<SubmissionAnswer> TakeSignedAsync(string accountId, WebhookRequest request, CancellationToken cancellationToken)
    {
        var account = AccountIds.IsValid(accountId) ? await accounts.FindAsync(accountId, cancellationToken) : null;
        if (
            account is null
            || platforms.Find(account.Platform) is not IOrderSubmissions platform
            || !await platform.IsGenuineAsync(account, request, cancellationToken)
        )
        {
            // The same answer for all: it tells nobody which accounts exist.
            return SubmissionAnswer.None(WebhookAnswer.Refused);
        }

        return await TakeAsync(account, platform, request.Body, cancellationToken);
    }

    /// <summary>Takes a submission that a person makes; null when the account's orders are not submitted.</summary>
    public async Task<SubmissionAnswer?> TakeAsync(StoreAccount account, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        platforms.Find(account.Platform) is IOrderSubmissions platform ? await TakeAsync(account, platform, body, cancellationToken) : null;

    private async Task<SubmissionAnswer> TakeAsync(
        StoreAccount account,
        IOrderSubmissions platform,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        if (platform.Read(body) is not { Count: <= MostOrders } submissions)
        {
            return SubmissionAnswer.None(WebhookAnswer.Unreadable);
        }

        var results = new List<SubmissionResult>(submissions.Count);
        foreach (var submission in submissions)
        {
            var result = await intake.TakeAsync(account, submission, cancellationToken);
            results.Add(result);

            // Lost with the process, it is made up for by the next pull, as a webhook is.
            if (result is { Outcome: SubmissionOutcome.Accepted, Id: { } id })
            {
                await queues.SendStoreChangeAsync(new OrderKey(account.Id, id), null, null, cancellationToken);
            }
        }

        return new SubmissionAnswer(WebhookAnswer.Taken, results);
    }
}
