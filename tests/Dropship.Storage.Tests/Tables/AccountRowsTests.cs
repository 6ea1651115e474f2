using Dropship.Core.Ports;
using Dropship.Storage.Tests.Support;
using Dropship.TestKit;

namespace Dropship.Storage.Tests.Tables;

/// <summary>Store and purchasing accounts, and how far each has been read.</summary>
[Collection(StorageGroup.Name)]
public sealed class AccountRowsTests(StorageFixture fixture)
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 50)]
    [InlineData(3, 100)]
    public async Task Every_field_of_an_account_comes_back(int seed, int nullsPercent)
    {
        await using var writer = fixture.Open();
        await using var reader = fixture.Open();
        var fill = new Filler(seed) { NullsPercent = nullsPercent };
        var store = fill.Make<StoreAccount>() with { Id = StorageFixture.NewAccount(), IsTrial = false };
        var purchasingAccount = fill.Make<PurchasingAccount>() with { Id = StorageFixture.NewAccount(), IsTrial = false };

        await writer.Stores.SaveAsync(store, CancellationToken.None);
        await writer.Buyers.SaveAsync(purchasingAccount, CancellationToken.None);

        Same.As(store, (await reader.Stores.FindAsync(store.Id, CancellationToken.None))!);
        Same.As(store, (await reader.Stores.ListAsync(CancellationToken.None)).Single(listed => listed.Id == store.Id));
        Same.As(purchasingAccount, (await reader.Buyers.FindAsync(purchasingAccount.Id, CancellationToken.None))!);
        Same.As(
            purchasingAccount,
            (await reader.Buyers.ListAsync(CancellationToken.None)).Single(listed => listed.Id == purchasingAccount.Id)
        );
    }

    [Fact]
    public async Task A_deleted_account_is_gone_with_its_cursor_and_may_be_deleted_again()
    {
        await using var bench = fixture.Open();
        var id = StorageFixture.NewAccount();
        await bench.Stores.SaveAsync(Account(id), CancellationToken.None);
        Assert.True(await bench.Stores.SaveCursorAsync(id, PullCursor.Start, CancellationToken.None));

        await bench.Stores.DeleteAsync(id, CancellationToken.None);
        await bench.Stores.DeleteAsync(id, CancellationToken.None);

        Assert.Null(await bench.Stores.FindAsync(id, CancellationToken.None));
        Assert.Equal(PullCursor.Start, await bench.Stores.ReadCursorAsync(id, CancellationToken.None));
    }

    [Fact]
    public async Task Stores_and_customers_of_one_name_are_two()
    {
        await using var bench = fixture.Open();
        var id = StorageFixture.NewAccount();
        await bench.Stores.SaveAsync(Account(id), CancellationToken.None);

        Assert.Null(await bench.Buyers.FindAsync(id, CancellationToken.None));
        await bench.Buyers.SaveAsync(
            new PurchasingAccount
            {
                Id = id,
                DisplayName = "Buyer",
                Endpoint = new Uri("https://gw.example"),
                AppKey = "1",
            },
            CancellationToken.None
        );
        Assert.Equal("Shop", (await bench.Stores.FindAsync(id, CancellationToken.None))!.DisplayName);
        Assert.DoesNotContain(await bench.Stores.ListAsync(CancellationToken.None), listed => listed.DisplayName == "Buyer");
    }

    [Fact]
    public async Task What_another_instance_changed_is_seen_within_seconds_and_ones_own_change_at_once()
    {
        var clock = TestClock.Standing();
        await using var here = fixture.Open(clock);
        await using var there = fixture.Open(clock);
        var id = StorageFixture.NewAccount();
        Assert.Null(await here.Stores.FindAsync(id, CancellationToken.None));

        await there.Stores.SaveAsync(Account(id), CancellationToken.None);
        Assert.Equal(StoreAccountState.Active, (await here.Stores.FindAsync(id, CancellationToken.None))!.State);

        await there.Stores.SaveAsync(Account(id) with { State = StoreAccountState.Unauthorized }, CancellationToken.None);
        Assert.Equal(StoreAccountState.Unauthorized, (await there.Stores.FindAsync(id, CancellationToken.None))!.State);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(StoreAccountState.Unauthorized, (await here.Stores.FindAsync(id, CancellationToken.None))!.State);
    }

    [Fact]
    public async Task A_cursor_begins_empty_comes_back_whole_and_stays_when_the_account_changes()
    {
        await using var bench = fixture.Open();
        var id = StorageFixture.NewAccount();
        Assert.Same(PullCursor.Start, await bench.Stores.ReadCursorAsync(id, CancellationToken.None));

        var cursor = new Filler(7).Make<PullCursor>() with { Version = null };
        Assert.True(await bench.Stores.SaveCursorAsync(id, cursor, CancellationToken.None));
        await bench.Stores.SaveAsync(Account(id), CancellationToken.None);

        var read = await bench.Stores.ReadCursorAsync(id, CancellationToken.None);
        Assert.NotNull(read.Version);
        Same.As(cursor, read with { Version = null });
    }

    [Fact]
    public async Task A_customers_cursor_is_apart_from_a_stores()
    {
        await using var bench = fixture.Open();
        var id = StorageFixture.NewAccount();
        await bench.Stores.SaveCursorAsync(id, PullCursor.Start with { Watermark = Sample.Begin }, CancellationToken.None);

        Assert.Same(PullCursor.Start, await bench.Buyers.ReadCursorAsync(id, CancellationToken.None));
        Assert.True(
            await bench.Buyers.SaveCursorAsync(id, PullCursor.Start with { Watermark = Sample.Begin.AddDays(1) }, CancellationToken.None)
        );
        Assert.False(await bench.Buyers.SaveCursorAsync(id, PullCursor.Start, CancellationToken.None));
        Assert.Equal(Sample.Begin, (await bench.Stores.ReadCursorAsync(id, CancellationToken.None)).Watermark);
        Assert.Equal(Sample.Begin.AddDays(1), (await bench.Buyers.ReadCursorAsync(id, CancellationToken.None)).Watermark);
    }

    [Fact]
    public async Task A_cursor_that_somebody_else_moved_is_not_moved_back()
    {
        await using var bench = fixture.Open();
        var id = StorageFixture.NewAccount();
        var start = PullCursor.Start with { Watermark = Sample.Begin };
        Assert.True(await bench.Stores.SaveCursorAsync(id, start, CancellationToken.None));
        Assert.False(await bench.Stores.SaveCursorAsync(id, start, CancellationToken.None));

        var mine = await bench.Stores.ReadCursorAsync(id, CancellationToken.None);
        Assert.True(await bench.Stores.SaveCursorAsync(id, mine with { Watermark = Sample.Begin.AddHours(2) }, CancellationToken.None));
        Assert.False(await bench.Stores.SaveCursorAsync(id, mine with { Watermark = Sample.Begin.AddHours(1) }, CancellationToken.None));

        Assert.Equal(Sample.Begin.AddHours(2), (await bench.Stores.ReadCursorAsync(id, CancellationToken.None)).Watermark);
    }

    [Fact]
    public async Task Of_many_that_move_one_cursor_one_wins()
    {
        await using var bench = fixture.Open();
        var id = StorageFixture.NewAccount();
        await bench.Stores.SaveCursorAsync(id, PullCursor.Start, CancellationToken.None);
        var read = await bench.Stores.ReadCursorAsync(id, CancellationToken.None);

        var moved = await Task.WhenAll(
            Enumerable
                .Range(1, 10)
                .Select(hour =>
                    bench.Stores.SaveCursorAsync(id, read with { Watermark = Sample.Begin.AddHours(hour) }, CancellationToken.None)
                )
        );

        var winner = Array.IndexOf(moved, true) + 1;
        Assert.Single(moved, true);
        Assert.Equal(Sample.Begin.AddHours(winner), (await bench.Stores.ReadCursorAsync(id, CancellationToken.None)).Watermark);
    }

    [Fact]
    public async Task A_claim_is_one_callers_until_it_is_given_back_or_its_holder_is_gone_for_minutes()
    {
        var clock = TestClock.Standing();
        await using var here = fixture.Open(clock);
        await using var there = fixture.Open(clock);
        var name = $"shop-{Guid.NewGuid():N}/#?{new string('店', 400)}";

        var claims = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(number => (number % 2 == 0 ? here : there).Stores.TryClaimAsync(name, CancellationToken.None))
        );
        var first = Assert.Single(claims, claim => claim is not null)!;
        Assert.NotNull(await here.Stores.TryClaimAsync(name + "2", CancellationToken.None));
        await first.DisposeAsync();
        var second = await there.Stores.TryClaimAsync(name, CancellationToken.None);
        Assert.NotNull(second);
        Assert.Null(await here.Stores.TryClaimAsync(name, CancellationToken.None));

        clock.Advance(TimeSpan.FromMinutes(6));
        var third = await here.Stores.TryClaimAsync(name, CancellationToken.None);
        Assert.NotNull(third);

        // Whoever was gone for so long takes nothing from the next one.
        await second.DisposeAsync();
        Assert.Null(await there.Stores.TryClaimAsync(name, CancellationToken.None));
        await third.DisposeAsync();
    }

    private static StoreAccount Account(string id) =>
        new()
        {
            Id = id,
            Platform = "shopify",
            DisplayName = "Shop",
            Endpoint = new Uri("https://shop.example"),
            Currency = "USD",
            PurchasingAccountId = "purchasing-one",
        };
}
