using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Sets accounts up, and asks the platforms whether their credentials work. An account works only once that was seen.</summary>
public sealed class AccountVerification(IStoreAccounts stores, IStorePlatforms platforms, IPurchasingAccounts purchasingAccounts, ISupplierMarket market, IAlerts alerts, ISecretStore secrets)
{
    /// <summary>Saves a store account and verifies it.</summary>
    /// <param name="account">The account as it is to be.</param>
    /// <param name="credentials">The platform's credentials as JSON; null keeps the stored ones.</param>
    /// <returns>Null when it works; else why not.</returns>
    public async Task<CallProblem?> SetUpStoreAsync(StoreAccount account, string? credentials, CancellationToken cancellationToken)
    {
        // Which shop it is was said by the platform when its seller agreed.
        var shop = account.ShopId ?? (await stores.FindAsync(account.Id, cancellationToken))?.ShopId;
        var unverified = account with { ShopId = shop, State = StoreAccountState.Unauthorized, StateReason = Unverified.Reason };
        if (credentials is not null)
        {
            await secrets.SetAsync(account.SecretName, credentials, cancellationToken);
        }

        await stores.SaveAsync(unverified, cancellationToken);
        return await VerifyStoreAsync(unverified, cancellationToken);
    }

    /// <summary>Saves a purchasing account and verifies it.</summary>
    /// <param name="account">The account as it is to be.</param>
    /// <param name="credentials">What 1688 wants, as JSON; what it leaves out is kept, so that a new app secret leaves the tokens alone. Null keeps all.</param>
    /// <returns>Null when it works; else why not.</returns>
    public async Task<CallProblem?> SetUpPurchasingAsync(PurchasingAccount account, string? credentials, CancellationToken cancellationToken)
    {
        var unverified = account with { State = PurchasingAccountState.Unauthorized, StateReason = Unverified.Reason };
        if (credentials is not null)
        {
            // The tokens in it were renewed since a person gave them.
            var stored = await secrets.GetAsync(account.SecretName, cancellationToken);
            await secrets.SetAsync(account.SecretName, PurchasingCredentials.Complete(credentials, stored), cancellationToken);
        }

        await purchasingAccounts.SaveAsync(unverified, cancellationToken);
        return await VerifyPurchasingAsync(unverified, cancellationToken);
    }

    /// <summary>Verifies a store. On success pulling continues from the cursor.</summary>
    /// <returns>Null when it works; else why not.</returns>
    public async Task<CallProblem?> VerifyStoreAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        var platform = platforms.Require(account);
        var verified = await platform.VerifyAsync(account, cancellationToken);
        var problem = verified.IsSuccess
            ? verified.Value.MissingPermissions.Count == 0 ? null : new CallProblem(ProblemKind.Unauthorized, "missing-permissions", string.Join(", ", verified.Value.MissingPermissions))
            : verified.Problem;
        if (problem is null)
        {
            // Before the account goes on: should it be refused again right then, that alert must stay.
            await alerts.ResolveAsync(AlertKeys.Of(account, HoldReasons.StoreUnauthorized), cancellationToken);
        }

        await stores.SaveAsync(
            problem is null
                ? account with { State = StoreAccountState.Active, StateReason = null }
                : account with { State = StoreAccountState.Unauthorized, StateReason = problem.ToString() },
            cancellationToken);
        return problem;
    }

    /// <summary>Verifies a purchasing account.</summary>
    /// <returns>Null when it works; else why not.</returns>
    public async Task<CallProblem?> VerifyPurchasingAsync(PurchasingAccount account, CancellationToken cancellationToken)
    {
        var verified = await market.VerifyAsync(account, cancellationToken);
        if (verified.IsSuccess)
        {
            await alerts.ResolveAsync(AlertKeys.Of(account, HoldReasons.PurchasingUnauthorized), cancellationToken);
        }

        await purchasingAccounts.SaveAsync(
            verified.IsSuccess
                ? account with { State = PurchasingAccountState.Active, StateReason = null }
                : account with { State = PurchasingAccountState.Unauthorized, StateReason = verified.Problem.ToString() },
            cancellationToken);
        return verified.Problem;
    }
}
