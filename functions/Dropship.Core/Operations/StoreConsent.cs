using System.Security.Cryptography;
using System.Text;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>
/// Leads a seller to the platform's page of consent and takes in what comes back. The state in the callback works once and for a short
/// while; only its digest is kept.
/// </summary>
public sealed class StoreConsent(
    IStoreAccounts accounts,
    IStorePlatforms platforms,
    AccountVerification verification,
    ISecretStore secrets,
    AccountChanges changes,
    ApprovalOptions options,
    TimeProvider time
)
{
    /// <summary>Where the platform's page leads back to, under the app's public address.</summary>
    public const string CallbackPath = "api/consents/stores";

    /// <summary>How long the seller may take.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>The consent page. An earlier consent page no longer works.</summary>
    public async Task<CallResult<Uri>> StartAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        if (platforms.Find(account.Platform) is not IStoreAuth platform)
        {
            return CallResult.Refused<Uri>("no-consent-page", $"{account.Platform} has no page of consent: give its credentials.");
        }

        var state = $"{account.Id}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
        var page = await platform.GetConsentPageAsync(
            account,
            new Uri(options.PublicAddress, $"{CallbackPath}?state={Uri.EscapeDataString(state)}"),
            cancellationToken
        );
        if (page.IsSuccess)
        {
            await accounts.SaveAsync(
                account with
                {
                    Consent = new StoreConsentState(DigestOf(state), time.GetUtcNow() + Lifetime),
                },
                cancellationToken
            );
        }

        return page;
    }

    /// <summary>Takes in what the page of consent led back with: stores the credentials and verifies them.</summary>
    /// <param name="answer">The query of the callback.</param>
    public async Task<ConsentAnswer> FinishAsync(IReadOnlyDictionary<string, string> answer, CancellationToken cancellationToken)
    {
        var state = answer.GetValueOrDefault("state") ?? string.Empty;
        var id = state[..Math.Max(0, state.LastIndexOf('.'))];
        if (
            !AccountIds.IsValid(id)
            || await accounts.FindAsync(id, cancellationToken) is not { Consent: { } awaited } account
            || awaited.ExpiresAt <= time.GetUtcNow()
            || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(awaited.Digest), Encoding.ASCII.GetBytes(DigestOf(state)))
            || platforms.Find(account.Platform) is not IStoreAuth platform
        )
        {
            return new ConsentAnswer(null, null);
        }

        // Before anything else: whatever comes of it, this state is spent.
        account = account with
        {
            Consent = null,
        };
        await accounts.SaveAsync(account, cancellationToken);
        var granted = await platform.ExchangeAsync(account, answer, cancellationToken);
        if (!granted.IsSuccess)
        {
            return new ConsentAnswer(account, granted.Problem);
        }

        if (await WhyNotThatShopAsync(account, granted.Value.ShopId, cancellationToken) is { } why)
        {
            return new ConsentAnswer(account, new CallProblem(ProblemKind.Rejected, "other-shop", why));
        }

        account = account with { ShopId = granted.Value.ShopId };
        await secrets.SetAsync(account.SecretName, granted.Value.Credentials, cancellationToken);
        var seller = new AccountActor(Actor.Store, "the seller agreed on the platform's page");
        await changes.SaveAsync(account, AccountAct.CredentialsReplaced, seller, cancellationToken);
        return new ConsentAnswer(account, await verification.VerifyStoreAsync(account, seller, cancellationToken));
    }

    private async Task<string?> WhyNotThatShopAsync(StoreAccount account, string shop, CancellationToken cancellationToken)
    {
        if (account.ShopId is { } known && known != shop)
        {
            return $"The account is shop {known}'s, and shop {shop} agreed.";
        }

        var other = (await accounts.ListAsync(cancellationToken)).FirstOrDefault(one =>
            one.Id != account.Id && one.Platform == account.Platform && one.ShopId == shop
        );
        return other is null ? null : $"Shop {shop} is account '{other.Id}' already.";
    }

    private static string DigestOf(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)));
}
