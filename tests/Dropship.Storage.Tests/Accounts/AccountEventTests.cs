using System.Globalization;
using Dropship.Core.Ports;
using Dropship.Storage.Tests.Support;
using Dropship.TestKit;

namespace Dropship.Storage.Tests.Accounts;

/// <summary>The history of an account is read in its order, and its oldest rows are dropped.</summary>
[Collection(StorageGroup.Name)]
public sealed class AccountEventTests(StorageFixture fixture)
{
    [Fact]
    public async Task A_history_is_read_as_it_was_written_apart_from_others()
    {
        var clock = TestClock.Standing();
        await using var bench = fixture.Open(clock);
        var account = $"store:{Guid.NewGuid():N}";
        var first = Event(clock.GetUtcNow(), "1") with { Changes = [new AccountFieldChange("displayName", "A", null)] };
        await bench.AccountEvents.AddAsync(account, [first, Event(clock.GetUtcNow(), "2")], CancellationToken.None);
        await bench.AccountEvents.AddAsync(account, [Event(clock.GetUtcNow(), "3")], CancellationToken.None);

        var read = await bench.AccountEvents.ReadAsync(account, CancellationToken.None);

        Assert.Equal(["1", "2", "3"], read.Select(one => one.Why));
        Assert.Equal((first.At, first.Who, first.What), (read[0].At, read[0].Who, read[0].What));
        Assert.Equal(first.Changes, read[0].Changes);
        Assert.Empty(await bench.AccountEvents.ReadAsync($"{account}x", CancellationToken.None));
    }

    [Fact]
    public async Task The_oldest_rows_beyond_the_bound_are_dropped()
    {
        var clock = TestClock.Standing();
        await using var bench = fixture.Open(clock);
        var account = $"store:{Guid.NewGuid():N}";
        var all = Enumerable
            .Range(0, IAccountEvents.Most + 20)
            .Select(place => Event(clock.GetUtcNow().AddSeconds(place), place.ToString(CultureInfo.InvariantCulture)));
        foreach (var few in all.Chunk(55))
        {
            await bench.AccountEvents.AddAsync(account, few, CancellationToken.None);
        }

        var read = await bench.AccountEvents.ReadAsync(account, CancellationToken.None);

        Assert.Equal(Enumerable.Range(20, IAccountEvents.Most), read.Select(one => int.Parse(one.Why!, CultureInfo.InvariantCulture)));
    }

    private static AccountEvent Event(DateTimeOffset at, string why) =>
        new()
        {
            At = at,
            Who = "person:Li Wei",
            What = AccountAct.SettingsChanged,
            Why = why,
        };
}
