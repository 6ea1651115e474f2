using Dropship.Storage.Tests.Support;
using Dropship.TestKit;

namespace Dropship.Storage.Tests.Accounts;

/// <summary>All instances that call an account together keep its pace.</summary>
[Collection(StorageGroup.Name)]
public sealed class RateShareTests(StorageFixture fixture)
{
    [Fact]
    public async Task Whoever_comes_is_counted_by_the_others_within_seconds_and_whoever_is_gone_no_more()
    {
        var clock = TestClock.Standing();
        await using var one = fixture.Open(clock);
        await using var other = fixture.Open(clock);
        var pace = $"1688:{StorageFixture.NewAccount()}";

        Assert.Equal(1.0, await one.RateShares.ReadAsync(pace, CancellationToken.None));
        Assert.Equal(0.5, await other.RateShares.ReadAsync(pace, CancellationToken.None));
        Assert.Equal(1.0, await other.RateShares.ReadAsync($"{pace}-else", CancellationToken.None));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0.5, await one.RateShares.ReadAsync(pace, CancellationToken.None));

        // The other calls no more, and its lease runs out.
        clock.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(1.0, await one.RateShares.ReadAsync(pace, CancellationToken.None));
    }

    [Fact]
    public async Task Many_that_come_at_once_are_all_counted()
    {
        var clock = TestClock.Standing();
        var pace = $"1688:{StorageFixture.NewAccount()}";
        var benches = Enumerable.Range(0, 8).Select(_ => fixture.Open(clock)).ToList();
        try
        {
            await Task.WhenAll(
                benches.SelectMany(bench =>
                    Enumerable.Range(0, 4).Select(_ => bench.RateShares.ReadAsync(pace, CancellationToken.None).AsTask())
                )
            );
            clock.Advance(TimeSpan.FromSeconds(11));

            var shares = await Task.WhenAll(benches.Select(bench => bench.RateShares.ReadAsync(pace, CancellationToken.None).AsTask()));

            Assert.All(shares, share => Assert.Equal(0.125, share));
        }
        finally
        {
            foreach (var bench in benches)
            {
                await bench.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_share_that_is_fresh_asks_the_table_nothing()
    {
        var clock = TestClock.Standing();
        await using var bench = fixture.Open(clock);
        var pace = $"1688:{StorageFixture.NewAccount()}";
        await bench.RateShares.ReadAsync(pace, CancellationToken.None);
        var before = await VersionAsync(bench, pace);

        clock.Advance(TimeSpan.FromSeconds(9));
        await bench.RateShares.ReadAsync(pace, CancellationToken.None);
        Assert.Equal(before, await VersionAsync(bench, pace));

        clock.Advance(TimeSpan.FromSeconds(2));
        await bench.RateShares.ReadAsync(pace, CancellationToken.None);
        Assert.NotEqual(before, await VersionAsync(bench, pace));
    }

    private static async Task<string> VersionAsync(StorageBench bench, string pace) =>
        (await bench.RowsAsync("RateShares", $"RowKey eq '{pace}'")).Single().ETag.ToString();
}
