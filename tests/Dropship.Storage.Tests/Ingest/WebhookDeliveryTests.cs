using System.Globalization;
using Azure.Data.Tables;
using Dropship.Storage.Tests.Support;
using Dropship.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace Dropship.Storage.Tests.Ingest;

/// <summary>A delivery that was taken in is known again.</summary>
[Collection(StorageGroup.Name)]
public sealed class WebhookDeliveryTests(StorageFixture fixture)
{
    [Theory]
    [InlineData("b54557e4-bdd9-4b37-8a5f-bf7d70bcd043")]
    [InlineData("any / \\ # ? % ' + ~ text \n 中文")]
    [InlineData("")]
    public async Task A_delivery_is_known_once_it_was_marked(string id)
    {
        await using var here = fixture.Open();
        await using var there = fixture.Open();
        var account = StorageFixture.NewAccount();
        Assert.False(await here.Deliveries.WasTakenAsync(account, id, CancellationToken.None));

        await here.Deliveries.MarkTakenAsync(account, id, "app/uninstalled", CancellationToken.None);
        await there.Deliveries.MarkTakenAsync(account, id, "app/uninstalled", CancellationToken.None);

        Assert.True(await there.Deliveries.WasTakenAsync(account, id, CancellationToken.None));
        Assert.False(await there.Deliveries.WasTakenAsync(account, id + "x", CancellationToken.None));
        Assert.False(await there.Deliveries.WasTakenAsync(StorageFixture.NewAccount(), id, CancellationToken.None));
    }

    [Fact]
    public async Task Ids_of_any_length_are_kept_as_digests_in_many_partitions()
    {
        var clock = TestClock.Standing();
        await using var bench = fixture.Open(clock);
        var account = StorageFixture.NewAccount();
        var ids = Enumerable.Range(0, 40).Select(index => new string((char)('a' + (index % 26)), 5_000 + index)).ToList();
        foreach (var id in ids)
        {
            await bench.Deliveries.MarkTakenAsync(account, id, "app/uninstalled", CancellationToken.None);
        }

        var rows = (await bench.RowsAsync("WebhookDeliveries"))
            .Where(row => row.PartitionKey.StartsWith(account, StringComparison.Ordinal))
            .ToList();
        Assert.Equal(40, rows.Count);
        Assert.True(rows.Select(row => row.PartitionKey).Distinct(StringComparer.Ordinal).Count() > 20);
        Assert.All(
            rows,
            row =>
                Assert.Equal(
                    (64, "app/uninstalled", clock.GetUtcNow()),
                    (row.RowKey.Length, row.GetString("Topic"), row.GetDateTimeOffset("TakenAt"))
                )
        );
    }

    [Fact]
    public async Task Deliveries_of_before_a_time_are_forgotten_however_many_and_by_two_at_once()
    {
        // Long before those of the other tests.
        var clock = new FakeTimeProvider(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var here = fixture.Open(clock);
        await using var there = fixture.Open(clock);
        var account = StorageFixture.NewAccount();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 400),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (index, token) => await here.Deliveries.MarkTakenAsync(account, $"{index}", "app/uninstalled", token)
        );
        clock.Advance(TimeSpan.FromDays(1));
        await here.Deliveries.MarkTakenAsync(account, "newer", "app/uninstalled", CancellationToken.None);

        await Task.WhenAll(
            here.Deliveries.RemoveBeforeAsync(clock.GetUtcNow(), CancellationToken.None).SumAsync().AsTask(),
            there.Deliveries.RemoveBeforeAsync(clock.GetUtcNow(), CancellationToken.None).SumAsync().AsTask()
        );

        var left = (await here.RowsAsync("WebhookDeliveries")).Where(row => row.PartitionKey.StartsWith(account, StringComparison.Ordinal));
        Assert.Equal(clock.GetUtcNow(), Assert.Single(left).GetDateTimeOffset("TakenAt"));
        Assert.False(await there.Deliveries.WasTakenAsync(account, "7", CancellationToken.None));
    }

    [Fact]
    public async Task More_than_a_page_go_batch_by_batch_for_as_long_as_it_is_read()
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        var old = new DateTimeOffset(2018, 1, 1, 0, 0, 0, TimeSpan.Zero);
        foreach (var (partition, count) in ((string, int)[])[("aa", 1150), ("bb", 130)])
        {
            foreach (var numbers in Enumerable.Range(0, count).Chunk(100))
            {
                await bench
                    .Tables.GetTableClient("WebhookDeliveries")
                    .SubmitTransactionAsync(
                        numbers.Select(number => new TableTransactionAction(
                            TableTransactionActionType.Add,
                            new TableEntity($"{account}-{partition}", number.ToString("D5", CultureInfo.InvariantCulture))
                            {
                                ["TakenAt"] = number < 5 ? old.AddDays(1) : old,
                            }
                        ))
                    );
            }
        }

        Assert.Equal([100, 100], await bench.Deliveries.RemoveBeforeAsync(old.AddDays(1), CancellationToken.None).Take(2).ToListAsync());
        Assert.Equal(1080, (await LeftAsync()).Count);

        var steps = await bench.Deliveries.RemoveBeforeAsync(old.AddDays(1), CancellationToken.None).ToListAsync();
        Assert.Equal(1070, steps.Sum());
        Assert.All(steps, rows => Assert.InRange(rows, 1, 100));
        Assert.Equal(
            [5, 5],
            (await LeftAsync())
                .GroupBy(row => row.PartitionKey, StringComparer.Ordinal)
                .Select(rows => rows.Count(row => row.GetDateTimeOffset("TakenAt") > old))
        );
        Assert.Equal([0], await bench.Deliveries.RemoveBeforeAsync(old.AddDays(1), CancellationToken.None).ToListAsync());

        async Task<List<TableEntity>> LeftAsync() =>
            await bench.RowsAsync(
                "WebhookDeliveries",
                TableClient.CreateQueryFilter($"PartitionKey ge {account} and PartitionKey lt {account + "."}")
            );
    }
}
