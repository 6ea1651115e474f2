using Dropship.Core.Ingest;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>Accounts can be paused and deleted, and their orders keep their histories.</summary>
public sealed class AccountRemovalTests
{
    private static readonly CallProblem s_refused = new(ProblemKind.Unauthorized, "401", "invalid token");

    private readonly World _world = new();

    private AccountRemoval Removal =>
        new(_world.StoreAccounts, _world.Mappings, _world.Orders, _world.Alerts, _world.Secrets, _world.AccountChanges);

    [Fact]
    public async Task A_refusal_keeps_what_was_changed_of_a_store_while_it_was_asked()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { DisplayName = "The new name" }, CancellationToken.None);

        await new StoreAccountHealth(_world.StoreAccounts, _world.AccountChanges, _world.Alerts, _world.Outages).RefuseAsync(
            World.StoreAccount,
            "invalid token",
            CancellationToken.None
        );

        var now = (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!;
        Assert.Equal(("The new name", StoreAccountState.Unauthorized), (now.DisplayName, now.State));
    }

    [Fact]
    public async Task A_paused_store_is_not_pulled_and_nobody_is_alerted_until_it_is_resumed()
    {
        _world.Store.Down = s_refused;
        await _world.Pull.PullAsync(World.Account, CancellationToken.None);
        Assert.NotEmpty(_world.AlertRows.Open);

        await Removal.PauseStoreAsync(
            (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!,
            AccountActor.Operator,
            CancellationToken.None
        );
        await _world.Scheduler.QueueDueAsync(CancellationToken.None);
        await new StoreAccountHealth(_world.StoreAccounts, _world.AccountChanges, _world.Alerts, _world.Outages).RefuseAsync(
            World.StoreAccount,
            "late",
            CancellationToken.None
        );

        Assert.Empty(_world.AlertRows.Open);
        Assert.Equal((0, null), await PullAsync());
        Assert.Equal(StoreAccountState.Paused, (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!.State);

        _world.Store.Down = null;
        Assert.True(
            (
                await _world.Verification.SetUpStoreAsync(
                    World.StoreAccount with
                    {
                        DisplayName = "Other",
                    },
                    null,
                    AccountActor.Operator,
                    CancellationToken.None
                )
            ).IsSaved
        );
        var paused = (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!;
        Assert.Equal(StoreAccountState.Paused, paused.State);

        Assert.Null(await _world.Verification.ResumeStoreAsync(paused, AccountActor.Operator, CancellationToken.None));
        Assert.Equal(StoreAccountState.Active, (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!.State);
    }

    [Fact]
    public async Task What_was_bought_with_a_paused_purchasing_account_is_followed_on()
    {
        await _world.PaidAsync(takeNews: false);
        await Removal.PausePurchasingAsync(World.PurchasingAccount, AccountActor.Operator, CancellationToken.None);

        await _world.Sweep.RunAsync(CancellationToken.None);

        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task A_refused_resume_leaves_a_paused_account_paused_and_nobody_alerted()
    {
        await Removal.PauseStoreAsync(World.StoreAccount, AccountActor.Operator, CancellationToken.None);
        await Removal.PausePurchasingAsync(World.PurchasingAccount, AccountActor.Operator, CancellationToken.None);
        _world.Store.Down = s_refused;
        _world.Market.Verification = s_refused;
        var store = (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!;
        var account = (await _world.PurchasingAccounts.FindAsync(World.PurchasingAccountId, CancellationToken.None))!;

        Assert.NotNull(await _world.Verification.ResumeStoreAsync(store, AccountActor.Operator, CancellationToken.None));
        Assert.NotNull(await _world.Verification.VerifyStoreAsync(store, AccountActor.Operator, CancellationToken.None));
        Assert.NotNull(await _world.Verification.ResumePurchasingAsync(account, AccountActor.Operator, CancellationToken.None));
        Assert.NotNull(await _world.Verification.VerifyPurchasingAsync(account, AccountActor.Operator, CancellationToken.None));

        Assert.Equal(StoreAccountState.Paused, (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!.State);
        Assert.Equal(
            PurchasingAccountState.Paused,
            (await _world.PurchasingAccounts.FindAsync(World.PurchasingAccountId, CancellationToken.None))!.State
        );
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_paused_purchasing_account_raises_no_alerts()
    {
        _world.Market.Verification = s_refused;
        await _world.Verification.VerifyPurchasingAsync(World.PurchasingAccount, AccountActor.Operator, CancellationToken.None);
        await _world.Sweep.RunAsync(CancellationToken.None);
        Assert.NotEmpty(_world.AlertRows.Open);

        await Removal.PausePurchasingAsync(World.PurchasingAccount, AccountActor.Operator, CancellationToken.None);
        await _world.Sweep.RunAsync(CancellationToken.None);

        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task An_account_with_open_orders_stays()
    {
        await _world.AskedAsync();

        Assert.Contains(
            "1 order of this store is still open",
            await Removal.DeleteStoreAsync(World.StoreAccount, AccountActor.Operator, CancellationToken.None),
            StringComparison.Ordinal
        );
        Assert.NotNull(await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None));

        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { PurchasingAccountId = "other" }, CancellationToken.None);
        Assert.Contains(
            "#1001",
            await Removal.DeletePurchasingAsync(World.PurchasingAccount, AccountActor.Operator, CancellationToken.None),
            StringComparison.Ordinal
        );
        Assert.NotNull(await _world.PurchasingAccounts.FindAsync(World.PurchasingAccountId, CancellationToken.None));
    }

    [Fact]
    public async Task A_purchasing_account_that_stores_or_mappings_buy_with_stays()
    {
        Assert.Contains(
            World.Account,
            await Removal.DeletePurchasingAsync(World.PurchasingAccount, AccountActor.Operator, CancellationToken.None),
            StringComparison.Ordinal
        );

        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { PurchasingAccountId = "other" }, CancellationToken.None);
        await _world.Mappings.SaveAsync(
            new SkuMapping
            {
                AccountId = World.Account,
                Sku = "MUG",
                Version = 0,
                Items = [World.Item("s", "1")],
                PurchasingAccountId = World.PurchasingAccountId,
            },
            CancellationToken.None
        );
        Assert.Contains(
            "MUG",
            await Removal.DeletePurchasingAsync(World.PurchasingAccount, AccountActor.Operator, CancellationToken.None),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_deleted_account_is_gone_with_its_credentials_and_alerts_and_its_orders_keep_their_history()
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "MUG", 1)) with { UpdatedAt = _world.Clock.GetUtcNow() };
        await _world.RunAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change("1001", order => order with { CancelledAt = _world.Clock.GetUtcNow() });
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.RunAsync();
        _world.Secrets.Values[World.StoreAccount.SecretName] = "secret";
        await _world.Alerts.RaiseAsync(
            new AlertNotice(
                AlertKey.Of(World.StoreAccount, HoldReasons.StoreUnauthorized),
                HoldReasons.StoreUnauthorized.Code,
                "Shop",
                "why"
            ),
            CancellationToken.None
        );

        Assert.Null(await Removal.DeleteStoreAsync(World.StoreAccount, AccountActor.Operator, CancellationToken.None));
        Assert.Null(await Removal.DeletePurchasingAsync(World.PurchasingAccount, AccountActor.Operator, CancellationToken.None));

        Assert.Null(await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None));
        Assert.Null(await _world.PurchasingAccounts.FindAsync(World.PurchasingAccountId, CancellationToken.None));
        Assert.DoesNotContain("secret", _world.Secrets.Values.Values);
        Assert.DoesNotContain(_world.AlertRows.Open.Keys, key => key.IsAbout(World.StoreAccount));
        Assert.NotEmpty(await _world.Orders.ReadEventsAsync(new OrderKey(World.Account, "1001"), CancellationToken.None));
    }

    private async Task<(int, CallProblem?)> PullAsync()
    {
        var report = await _world.Pull.PullAsync(World.Account, CancellationToken.None);
        return (report.Taken, report.Problem);
    }
}
