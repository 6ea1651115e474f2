using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>An account's history tells who did what.</summary>
public sealed class AccountHistoryTests
{
    private static readonly AccountActor s_person = new(Actor.Person("Li Wei"), "holidays");

    private static readonly CallProblem s_refused = new(ProblemKind.Unauthorized, "401", "invalid token");

    private readonly World _world = new();

    private AccountRemoval Removal =>
        new(_world.StoreAccounts, _world.Mappings, _world.Orders, _world.Alerts, _world.Secrets, _world.AccountChanges);

    [Fact]
    public async Task A_new_store_is_connected_and_verified_by_who_set_it_up()
    {
        var two = World.StoreAccount with { Id = "shop-two", Endpoint = new Uri("https://two.example") };

        await _world.Verification.SetUpStoreAsync(two, "secret", s_person, CancellationToken.None);

        var history = await HistoryAsync(CircuitBreaker.Store("shop-two"));
        Assert.Equal([AccountAct.Connected, AccountAct.Verified], history.Select(one => one.What));
        Assert.All(history, one => Assert.Equal(("person:Li Wei", "holidays"), (one.Who, one.Why)));
    }

    [Fact]
    public async Task Changed_fields_are_told_with_both_values_and_credentials_without()
    {
        var changed = World.StoreAccount with { DisplayName = "Other", FeePercent = 2.5m, Locations = ["1", "2"] };

        await _world.Verification.SetUpStoreAsync(changed, "a-secret", s_person, CancellationToken.None);

        var history = await HistoryAsync(CircuitBreaker.Store(World.Account));
        Assert.Equal([AccountAct.CredentialsReplaced, AccountAct.SettingsChanged, AccountAct.Verified], history.Select(one => one.What));
        Assert.Equal(
            [
                new AccountFieldChange("displayName", World.StoreAccount.DisplayName, "Other"),
                new AccountFieldChange("feePercent", "0", "2.5"),
                new AccountFieldChange("locations", null, "1, 2"),
            ],
            history[1].Changes.OrderBy(change => change.Field, StringComparer.Ordinal)
        );
        Assert.DoesNotContain(
            history.SelectMany(one => one.Changes),
            change => change.After?.Contains("a-secret", StringComparison.Ordinal) == true
        );
    }

    [Fact]
    public async Task Credentials_that_are_refused_while_an_account_is_set_up_leave_no_row()
    {
        _world.Store.Down = s_refused;

        await _world.Verification.SetUpStoreAsync(World.StoreAccount, "worse", s_person, CancellationToken.None);

        Assert.Empty(await HistoryAsync(CircuitBreaker.Store(World.Account)));
    }

    [Fact]
    public async Task Credentials_that_a_store_refuses_are_told_once_by_the_app_with_the_reason()
    {
        _world.Store.Down = s_refused;

        await _world.Pull.PullAsync(World.Account, CancellationToken.None);
        await _world.Pull.PullAsync(World.Account, CancellationToken.None);

        var refused = Assert.Single(await HistoryAsync(CircuitBreaker.Store(World.Account)));
        Assert.Equal((AccountAct.Refused, Actor.System, s_refused.ToString()), (refused.What, refused.Who, refused.Why));
    }

    [Fact]
    public async Task A_pause_its_end_and_the_deletion_of_a_store_are_told_and_outlive_it()
    {
        await Removal.PauseStoreAsync(World.StoreAccount, s_person, CancellationToken.None);
        await _world.Verification.ResumeStoreAsync(World.StoreAccount, AccountActor.Operator, CancellationToken.None);
        Assert.Null(await Removal.DeleteStoreAsync(World.StoreAccount, s_person, CancellationToken.None));

        Assert.Equal(
            [(AccountAct.Paused, "person:Li Wei"), (AccountAct.Resumed, "operator"), (AccountAct.Deleted, "person:Li Wei")],
            (await HistoryAsync(CircuitBreaker.Store(World.Account))).Select(one => (one.What, one.Who))
        );
    }

    [Fact]
    public async Task A_purchasing_account_has_the_same_history()
    {
        var changed = World.PurchasingAccount with { CallsPerSecond = 5 };
        await _world.Verification.SetUpPurchasingAsync(changed, null, s_person, CancellationToken.None);
        await Removal.PausePurchasingAsync(changed, s_person, CancellationToken.None);
        await _world.Verification.ResumePurchasingAsync(changed, s_person, CancellationToken.None);
        _world.Market.Verification = s_refused;
        await _world.Verification.VerifyPurchasingAsync(changed, s_person, CancellationToken.None);

        var history = await HistoryAsync(CircuitBreaker.PurchasingAccount(World.PurchasingAccountId));
        Assert.Equal(
            [AccountAct.SettingsChanged, AccountAct.Verified, AccountAct.Paused, AccountAct.Resumed, AccountAct.Refused],
            history.Select(one => one.What)
        );
        Assert.Equal(["callsPerSecond"], history[0].Changes.Select(change => change.Field));
    }

    private Task<IReadOnlyList<AccountEvent>> HistoryAsync(string account) =>
        _world.AccountEvents.ReadAsync(account, CancellationToken.None);
}
