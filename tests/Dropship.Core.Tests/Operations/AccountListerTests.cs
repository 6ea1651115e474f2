using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>Accounts are found by platform and name, and tell when their consent ends.</summary>
public sealed class AccountListerTests
{
    private readonly World _world = new();
    private readonly AccountLister _lister;

    public AccountListerTests() =>
        _lister = new AccountLister(_world.StoreAccounts, _world.PurchasingAccounts, _world.ForwarderAccounts, _world.Secrets);

    [Fact]
    public async Task Both_filters_work_together()
    {
        await _world.StoreAccounts.SaveAsync(Store("north", "lazada"), CancellationToken.None);
        await _world.StoreAccounts.SaveAsync(Store("south", "lazada"), CancellationToken.None);
        await _world.StoreAccounts.SaveAsync(Store("north-2", "ebay"), CancellationToken.None);

        Assert.Equal(["north", "south"], await NamesAsync("lazada", null));
        Assert.Equal(["north", "north-2"], await NamesAsync(null, "NORTH"));
        Assert.Empty(await NamesAsync("lazada", "2"));
        Assert.Equal(["north"], await NamesAsync("lazada", "north"));
        Assert.Empty(await NamesAsync("amazon", "north"));
    }

    [Fact]
    public async Task The_end_of_a_consent_is_read_from_the_credentials_and_never_stored()
    {
        _world.Secrets.Values[World.PurchasingAccount.SecretName] = """{"RefreshTokenExpiresAt":"2027-01-02T03:04:05+00:00"}""";

        var listing = await _lister.ReadAsync(null, null, CancellationToken.None);

        Assert.Equal(new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero), Assert.Single(listing.PurchasingAccounts).ConsentEndsAt);
        Assert.All(await _world.PurchasingAccounts.ListAsync(CancellationToken.None), one => Assert.Null(one.ConsentEndsAt));
    }

    private static StoreAccount Store(string id, string platform) =>
        World.StoreAccount with
        {
            Id = id,
            Platform = platform,
            DisplayName = id,
        };

    private async Task<IEnumerable<string>> NamesAsync(string? platform, string? name) =>
        (await _lister.ReadAsync(platform, name, CancellationToken.None)).Stores.Select(store => store.Id).Order(StringComparer.Ordinal);
}
