using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Answers platforms that ask an address to prove itself before they send deliveries there.</summary>
public sealed class StoreWebhookChallenge(IStoreAccounts accounts, IStorePlatforms platforms)
{
    /// <summary>The answer to a challenge at a store's own address; null when there is none.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> AnswerAsync(
        string accountId,
        Uri address,
        IReadOnlyDictionary<string, string> query,
        CancellationToken cancellationToken
    ) =>
        AccountIds.IsValid(accountId)
        && await accounts.FindAsync(accountId, cancellationToken) is { } account
        && platforms.Find(account.Platform) is IWebhookChallenge platform
            ? await platform.AnswerChallengeAsync(account, address, query, cancellationToken)
            : null;
}
