using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Storage.Tests.Support;

namespace Dropship.Storage.Tests.Purchasing;

/// <summary>The sum of a day holds whoever writes to it, and however often.</summary>
[Collection(StorageGroup.Name)]
public sealed class SpendLedgerTests(StorageFixture fixture)
{
    private readonly SpendAccount _account = new($"supplier:{Guid.NewGuid():N}/#?", new DateOnly(2026, 3, 1));

    [Fact]
    public async Task Many_writers_at_once_never_go_over_the_limit_together()
    {
        await using var first = fixture.Open();
        await using var second = fixture.Open();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(1, 24)
                .Select(number =>
                    (number % 2 == 0 ? first : second).Ledger.TryReserveAsync(
                        _account,
                        $"purchase-{number}",
                        Money.Cny(100),
                        Money.Cny(1000),
                        CancellationToken.None
                    )
                )
        );

        Assert.Equal(10, answers.Count(isCounted => isCounted));
        Assert.False(await first.Ledger.TryReserveAsync(_account, "one-more", Money.Cny(1), Money.Cny(1000), CancellationToken.None));
    }

    [Fact]
    public async Task The_same_entry_counts_once_at_the_same_moment_and_later()
    {
        await using var bench = fixture.Open();
        await Task.WhenAll(Enumerable.Range(1, 8).Select(_ => ReserveAsync(bench, "one", 600)));
        Assert.True(await ReserveAsync(bench, "one", 600));
        Assert.True(await ReserveAsync(bench, "two", 400));
        Assert.False(await ReserveAsync(bench, "three", 1));
    }

    [Fact]
    public async Task What_is_given_back_makes_room_once()
    {
        await using var bench = fixture.Open();
        Assert.True(await ReserveAsync(bench, "one", 1000));
        await Task.WhenAll(Enumerable.Range(1, 4).Select(_ => bench.Ledger.GiveBackAsync(_account, "one", CancellationToken.None)));
        Assert.True(await ReserveAsync(bench, "two", 1000));
        await bench.Ledger.GiveBackAsync(_account, "never", CancellationToken.None);
        Assert.False(await ReserveAsync(bench, "three", 1));
    }

    [Fact]
    public async Task Scopes_and_days_are_counted_apart()
    {
        await using var bench = fixture.Open();
        Assert.True(await ReserveAsync(bench, "one", 1000));
        foreach (
            var other in (SpendAccount[])[_account with { Day = _account.Day.AddDays(1) }, _account with { Scope = _account.Scope + "2" }]
        )
        {
            Assert.True(await bench.Ledger.TryReserveAsync(other, "one", Money.Cny(1000), Money.Cny(1000), CancellationToken.None));
        }
    }

    [Fact]
    public async Task Without_a_limit_it_is_counted_all_the_same()
    {
        await using var bench = fixture.Open();
        Assert.True(await bench.Ledger.TryReserveAsync(_account, "let through", Money.Cny(5000), null, CancellationToken.None));
        Assert.False(await ReserveAsync(bench, "the next", 1));
    }

    [Fact]
    public async Task The_days_before_one_are_removed_with_all_that_they_counted_and_that_day_stays()
    {
        await using var bench = fixture.Open();
        var early = _account with { Day = new DateOnly(2020, 12, 31) };
        var late = _account with { Day = new DateOnly(2021, 1, 1) };
        foreach (var account in (SpendAccount[])[early, late])
        {
            Assert.True(await bench.Ledger.TryReserveAsync(account, "one", Money.Cny(400), Money.Cny(1000), CancellationToken.None));
            Assert.True(await bench.Ledger.TryReserveAsync(account, "two", Money.Cny(600), Money.Cny(1000), CancellationToken.None));
        }

        // The sum and what it is made of.
        Assert.Equal(3, await bench.Ledger.RemoveBeforeAsync(late.Day, CancellationToken.None).SumAsync());
        Assert.Equal(0, await bench.Ledger.RemoveBeforeAsync(late.Day, CancellationToken.None).SumAsync());

        Assert.Empty(await bench.RowsAsync("Spending", TableClient.CreateQueryFilter($"PartitionKey lt {"2021-01-01"}")));
        Assert.False(await bench.Ledger.TryReserveAsync(late, "three", Money.Cny(1), Money.Cny(1000), CancellationToken.None));
        await bench.Ledger.GiveBackAsync(early, "one", CancellationToken.None);
    }

    private Task<bool> ReserveAsync(StorageBench bench, string entry, long fen) =>
        bench.Ledger.TryReserveAsync(_account, entry, Money.Cny(fen), Money.Cny(1000), CancellationToken.None);
}
