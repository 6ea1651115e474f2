using Dropship.Core;
using Dropship.Core.Ports;
using Dropship.Storage.Tests.Support;
using Dropship.TestKit;

namespace Dropship.Storage.Tests.Upkeep;

/// <summary>Fetched exchange rates are one row that one writer at a time replaces.</summary>
[Collection(StorageGroup.Name)]
public sealed class FetchedRateTests(StorageFixture fixture)
{
    [Fact]
    public async Task Rates_are_read_as_they_were_saved_and_another_instance_sees_them_within_a_minute()
    {
        var clock = TestClock.Standing();
        await using var here = fixture.Open(clock);
        await using var there = fixture.Open(clock);
        var before = await there.FetchedRates.FindAsync(CancellationToken.None);
        var known = await here.FetchedRates.FindAsync(CancellationToken.None);
        var record = new RateRecord
        {
            Rates = new Dictionary<string, FetchedRate>
            {
                ["USD"] = new(7.123456m, new DateOnly(2026, 2, 27), "bank"),
                ["VND"] = new(0.0002799999m, new DateOnly(2026, 3, 1), "service"),
            },
            Since = clock.GetUtcNow().AddDays(-3),
            TriedAt = clock.GetUtcNow(),
            FetchedAt = clock.GetUtcNow(),
            Version = known?.Version,
        };

        Assert.True(await here.FetchedRates.TrySaveAsync(record, CancellationToken.None));
        Assert.False(await there.FetchedRates.TrySaveAsync(record with { Problem = "late" }, CancellationToken.None));

        var read = (await here.FetchedRates.FindAsync(CancellationToken.None))!;
        Assert.Equal(record.Rates.OrderBy(rate => rate.Key), read.Rates.OrderBy(rate => rate.Key));
        Assert.Equal((record.Since, record.TriedAt, record.FetchedAt, null), (read.Since, read.TriedAt, read.FetchedAt, read.Problem));
        Assert.NotEqual(before?.Version, read.Version);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(read.Version, (await there.FetchedRates.FindAsync(CancellationToken.None))!.Version);
    }
}
