using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Sets accounts up. New credentials are tried apart, and replace the old ones only once the platform accepts them.</summary>
public sealed class AccountVerification(
    IStoreAccounts stores,
    IStorePlatforms platforms,
    IPurchasingAccounts purchasingAccounts,
    IForwarderAccounts forwarders,
    ISupplierMarket market,
    ISecretStore secrets,
    AccountChanges changes
)
{
    /// <summary>The code of a problem that a seller's consent solves.</summary>
    public const string NoConsent = "no-consent";

    /// <summary>The code of a problem with the name of a host.</summary>
    public const string UnknownHost = "unknown-host";

    /// <summary>The code of a problem with an address at which nobody answers.</summary>
    public const string NotConnected = "not-connected";

    private const string AtWork = "Another call is setting this shop up at this moment. Call again when it is done.";

    /// <summary>The form of a secret that holds nothing any more.</summary>
    public const string NoCredentials = "{}";

    /// <summary>Verifies a store account as it is to be, and saves it once its platform accepts it. Otherwise everything stays as it
    /// was.</summary>
    /// <remarks>An account that only lacks its seller's consent is saved, so that the seller can be asked.</remarks>
    /// <param name="account">The account as it is to be.</param>
    /// <param name="credentials">All that the platform wants, as JSON; null keeps the known ones.</param>
    /// <param name="by">Who sets it up.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<AccountAnswer> SetUpStoreAsync(
        StoreAccount account,
        string? credentials,
        AccountActor by,
        CancellationToken cancellationToken
    )
    {
        await using var claims = new Claims(stores);
        if (!await claims.TakeAsync($"store-{account.Id}", cancellationToken))
        {
            return new AccountAnswer { Conflict = AtWork };
        }

        var all = await stores.ListAsync(cancellationToken);
        var known = all.FirstOrDefault(one => one.Id == account.Id);

        // The platform said which shop it is when its seller agreed.
        account = account with
        {
            ShopId = account.ShopId ?? known?.ShopId,
            Consent = known?.Consent,
            State = AfterVerification(known?.State),
            StateReason = null,
        };
        if (await purchasingAccounts.FindAsync(account.PurchasingAccountId, cancellationToken) is null)
        {
            var ids = (await purchasingAccounts.ListAsync(cancellationToken)).Select(one => one.Id).ToList();
            return Mistake(
                ids.Count == 0
                    ? "purchasingAccountId: there is no purchasing account yet; set one up first."
                    : $"purchasingAccountId: there is no purchasing account '{account.PurchasingAccountId}'; there are: {string.Join(", ", ids)}."
            );
        }

        if (account.ForwarderId is { } forwarderId && await forwarders.FindAsync(forwarderId, cancellationToken) is null)
        {
            return Mistake($"forwarderId: there is no forwarder '{forwarderId}'; set it up first.");
        }

        if (await ClaimShopAsync(claims, account, known, cancellationToken) is { } conflict)
        {
            return new AccountAnswer { Conflict = conflict };
        }

        var tried = account with { IsTrial = credentials is not null };
        if (credentials is not null)
        {
            await secrets.SetAsync(tried.SecretName, credentials, cancellationToken);
        }

        var (identity, problem) = await AskAsync(tried, cancellationToken);
        if (problem is { Code: NoConsent })
        {
            await KeepCredentialsAsync(tried, account.SecretName, cancellationToken);
            await changes.SaveSetUpAsync(
                known,
                account with
                {
                    State = StoreAccountState.Unauthorized,
                    StateReason = Unverified.Reason,
                },
                credentials is not null,
                by,
                cancellationToken
            );
            return new AccountAnswer { Problem = problem, IsSaved = true };
        }

        account = account with { ShopId = identity?.ShopId ?? account.ShopId };
        var answer =
            Judge(account, identity, problem) is { } refused ? refused
            : await ClaimShopAsync(claims, account, known, cancellationToken) is { } twice ? new AccountAnswer { Conflict = twice }
            : AccountAnswer.Verified;
        if (answer.IsSaved)
        {
            await KeepCredentialsAsync(tried, account.SecretName, cancellationToken);
            if (tried.IsTrial)
            {
                // The connector holds the old credentials in memory; a verification has it read the new ones.
                await AskAsync(account, cancellationToken);
            }

            await changes.SaveSetUpAsync(known, account, credentials is not null, by, cancellationToken);
        }
        else
        {
            await ForgetTrialAsync(tried, cancellationToken);
        }

        return answer;
    }

    /// <summary>Verifies a purchasing account as it is to be, and saves it once 1688 accepts it. Otherwise everything stays as it
    /// was.</summary>
    /// <param name="account">The account as it is to be.</param>
    /// <param name="credentials">The credentials, as JSON; fields left out are kept, so that a new app secret leaves the tokens alone. Null
    /// keeps all.</param>
    /// <param name="by">Who sets it up.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<AccountAnswer> SetUpPurchasingAsync(
        PurchasingAccount account,
        string? credentials,
        AccountActor by,
        CancellationToken cancellationToken
    )
    {
        await using var claims = new Claims(stores);
        if (!await claims.TakeAsync($"purchasing-{account.Id}", cancellationToken))
        {
            return new AccountAnswer { Conflict = "Another call is setting this account up at this moment. Call again when it is done." };
        }

        var known = await purchasingAccounts.FindAsync(account.Id, cancellationToken);
        account = account with
        {
            State = known is { State: PurchasingAccountState.Paused } ? PurchasingAccountState.Paused : PurchasingAccountState.Active,
            StateReason = null,
        };
        var tried = account with { IsTrial = credentials is not null };
        if (credentials is not null)
        {
            // The tokens in it were renewed since a person gave them.
            var stored = await secrets.GetAsync(account.SecretName, cancellationToken);
            await secrets.SetAsync(tried.SecretName, StoredCredentials.Complete(credentials, stored), cancellationToken);
        }

        var verified = await market.VerifyAsync(tried, cancellationToken);
        if (!verified.IsSuccess)
        {
            if (tried.IsTrial)
            {
                await secrets.SetAsync(tried.SecretName, NoCredentials, cancellationToken);
            }

            return verified.Problem.Code is UnknownHost or NotConnected
                ? Mistake(
                    $"endpoint: there is no gateway at this address ({account.Endpoint.Authority}); 1688's is https://gw.open.1688.com."
                )
                : new AccountAnswer { Problem = verified.Problem };
        }

        if (tried.IsTrial)
        {
            await secrets.SetAsync(account.SecretName, await RequireSecretAsync(tried.SecretName, cancellationToken), cancellationToken);
            await secrets.SetAsync(tried.SecretName, NoCredentials, cancellationToken);

            // The connector holds the old credentials in memory; a verification has it read the new ones.
            await market.VerifyAsync(account, cancellationToken);
        }

        await changes.SaveSetUpAsync(known, account, credentials is not null, by, cancellationToken);
        return AccountAnswer.Verified;
    }

    /// <summary>
    /// Verifies a store. When it works, pulling goes on from where it stopped. A store that cannot be reached stays as it is, and so does a
    /// paused one.
    /// </summary>
    /// <returns>Null when it works; else why not.</returns>
    public async Task<CallProblem?> VerifyStoreAsync(StoreAccount account, AccountActor by, CancellationToken cancellationToken)
    {
        var (_, problem) = await AskAsync(account, cancellationToken);

        // A person may have paused, changed or deleted it while the platform was asked.
        if (await stores.FindAsync(account.Id, cancellationToken) is not { } now)
        {
            return problem;
        }

        account = now;
        if (problem is null)
        {
            await changes.SaveAsync(
                account with
                {
                    State = AfterVerification(account.State),
                    StateReason = null,
                },
                AccountAct.Verified,
                by,
                cancellationToken
            );
        }
        else if (IsRefusal(problem) && account.State != StoreAccountState.Paused)
        {
            await changes.SaveAsync(
                account with
                {
                    State = StoreAccountState.Unauthorized,
                    StateReason = problem.ToString(),
                },
                AccountAct.Refused,
                by with
                {
                    Why = problem.ToString(),
                },
                cancellationToken
            );
        }

        return problem;
    }

    /// <summary>Verifies a store and has it pulled again from where it stopped. A store that is refused or cannot be reached stays as it
    /// is.</summary>
    /// <returns>Null when it works; else why not.</returns>
    public async Task<CallProblem?> ResumeStoreAsync(StoreAccount account, AccountActor by, CancellationToken cancellationToken)
    {
        var (_, problem) = await AskAsync(account, cancellationToken);
        if (problem is null && await stores.FindAsync(account.Id, cancellationToken) is { } now)
        {
            await changes.SaveAsync(
                now with
                {
                    State = StoreAccountState.Active,
                    StateReason = null,
                },
                AccountAct.Resumed,
                by,
                cancellationToken
            );
        }

        return problem;
    }

    /// <summary>Verifies a purchasing account. When 1688 cannot be reached, it stays as it is, and so does a paused one.</summary>
    /// <returns>Null when it works; else why not.</returns>
    public async Task<CallProblem?> VerifyPurchasingAsync(PurchasingAccount account, AccountActor by, CancellationToken cancellationToken)
    {
        var verified = await market.VerifyAsync(account, cancellationToken);

        // A person may have paused, changed or deleted it while 1688 was asked.
        if (await purchasingAccounts.FindAsync(account.Id, cancellationToken) is not { } now)
        {
            return verified.Problem;
        }

        account = now;
        if (verified.IsSuccess)
        {
            var state = account.State == PurchasingAccountState.Paused ? PurchasingAccountState.Paused : PurchasingAccountState.Active;
            await changes.SaveAsync(account with { State = state, StateReason = null }, AccountAct.Verified, by, cancellationToken);
        }
        else if (IsRefusal(verified.Problem) && account.State != PurchasingAccountState.Paused)
        {
            await changes.SaveAsync(
                account with
                {
                    State = PurchasingAccountState.Unauthorized,
                    StateReason = verified.Problem.ToString(),
                },
                AccountAct.Refused,
                by with
                {
                    Why = verified.Problem.ToString(),
                },
                cancellationToken
            );
        }

        return verified.Problem;
    }

    /// <summary>Verifies a purchasing account and has it buy again. An account that is refused or cannot be reached stays as it
    /// is.</summary>
    /// <returns>Null when it works; else why not.</returns>
    public async Task<CallProblem?> ResumePurchasingAsync(PurchasingAccount account, AccountActor by, CancellationToken cancellationToken)
    {
        var verified = await market.VerifyAsync(account, cancellationToken);
        if (verified.IsSuccess && await purchasingAccounts.FindAsync(account.Id, cancellationToken) is { } now)
        {
            await changes.SaveAsync(
                now with
                {
                    State = PurchasingAccountState.Active,
                    StateReason = null,
                },
                AccountAct.Resumed,
                by,
                cancellationToken
            );
        }

        return verified.Problem;
    }

    private static bool IsRefusal(CallProblem problem) => problem.Kind is ProblemKind.Unauthorized or ProblemKind.Rejected;

    private static StoreAccountState AfterVerification(StoreAccountState? before) =>
        before == StoreAccountState.Paused ? StoreAccountState.Paused : StoreAccountState.Active;

    private static AccountAnswer Mistake(string mistake) => new() { Mistakes = [mistake] };

    // Null when the store accepts the account as it is.
    private static AccountAnswer? Judge(StoreAccount account, StoreIdentity? identity, CallProblem? problem)
    {
        if (problem is not null)
        {
            return problem.Code switch
            {
                UnknownHost => Mistake($"endpoint: there is no shop at this address ({account.Endpoint.Host}); check its spelling."),
                NotConnected => Mistake(
                    $"endpoint: nobody answers at this address ({account.Endpoint.Authority}); check it, or try again later."
                ),
                _ => new AccountAnswer { Problem = problem },
            };
        }

        return identity is { Currency: { Length: > 0 } currency } && Currencies.Normalise(currency) != account.Currency
            ? Mistake($"currency: '{account.Currency}' is not the shop's currency; the shop says {Currencies.Normalise(currency)}.")
            : null;
    }

    private async Task<(StoreIdentity? Identity, CallProblem? Problem)> AskAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        var verified = await platforms.Require(account).VerifyAsync(account, cancellationToken);
        return verified.IsSuccess
            ? (
                verified.Value,
                verified.Value.MissingPermissions is { Count: > 0 } missing
                    ? new CallProblem(ProblemKind.Unauthorized, "missing-permissions", string.Join(", ", missing))
                    : null
            )
            : (null, verified.Problem);
    }

    // Of several calls that set one shop up, the first has it until its account is saved, and the others see that account.
    private async Task<string?> ClaimShopAsync(
        Claims claims,
        StoreAccount account,
        StoreAccount? known,
        CancellationToken cancellationToken
    )
    {
        var isShared = platforms.Find(account.Platform) is IAppWebhooks;
        foreach (var shop in ShopAddress.NamesOf(account, isShared))
        {
            if (!await claims.TakeAsync($"shop-{account.Platform}-{shop}", cancellationToken))
            {
                return AtWork;
            }
        }

        return WhyNotBeside(account, known, await stores.ListAsync(cancellationToken));
    }

    // Two accounts of one shop would buy each of its orders twice.
    private string? WhyNotBeside(StoreAccount account, StoreAccount? known, IReadOnlyList<StoreAccount> all)
    {
        var isShared = platforms.Find(account.Platform) is IAppWebhooks;
        if (all.FirstOrDefault(one => one.Id != account.Id && ShopAddress.IsSameShop(one, account, isShared)) is { } other)
        {
            return $"This shop is the account '{other.Id}' already. One shop is one account, or each order would be bought twice.";
        }

        return
            known is { ShopId: { } shop } && account.ShopId is { } given && !string.Equals(shop, given, StringComparison.OrdinalIgnoreCase)
            ? $"The account '{known.Id}' is the shop {shop}, and this is the shop {given}. Set another account up for it."
            : null;
    }

    // Read back: a trial may have renewed the tokens.
    private async Task KeepCredentialsAsync(StoreAccount tried, string secretName, CancellationToken cancellationToken)
    {
        if (tried.IsTrial)
        {
            await secrets.SetAsync(secretName, await RequireSecretAsync(tried.SecretName, cancellationToken), cancellationToken);
            await ForgetTrialAsync(tried, cancellationToken);
        }
    }

    private async Task ForgetTrialAsync(StoreAccount tried, CancellationToken cancellationToken)
    {
        if (tried.IsTrial)
        {
            await secrets.SetAsync(tried.SecretName, NoCredentials, cancellationToken);
        }
    }

    private async Task<string> RequireSecretAsync(string name, CancellationToken cancellationToken) =>
        await secrets.GetAsync(name, cancellationToken) ?? throw new InvalidOperationException($"The secret '{name}' is gone.");

    private sealed class Claims(IStoreAccounts stores) : IAsyncDisposable
    {
        private readonly Dictionary<string, IAsyncDisposable> _taken = new(StringComparer.Ordinal);

        /// <returns>False while another caller has it.</returns>
        public async Task<bool> TakeAsync(string name, CancellationToken cancellationToken)
        {
            if (!_taken.ContainsKey(name))
            {
                if (await stores.TryClaimAsync(name, cancellationToken) is not { } claim)
                {
                    return false;
                }

                _taken[name] = claim;
            }

            return true;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var claim in _taken.Values)
            {
                await claim.DisposeAsync();
            }
        }
    }
}
