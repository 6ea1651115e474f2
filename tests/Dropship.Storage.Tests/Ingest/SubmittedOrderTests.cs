using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Storage.Tests.Support;

namespace Dropship.Storage.Tests.Ingest;

/// <summary>Submitted orders are found by their id and by the time at which they changed last.</summary>
[Collection(StorageGroup.Name)]
public sealed class SubmittedOrderTests(StorageFixture fixture)
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1001")]
    [InlineData("A / \\ # ? % ' + ~ 中文")]
    public async Task An_order_is_read_as_it_was_saved_and_only_its_newest_reader_may_save_it(string id)
    {
        await using var here = fixture.Open();
        var order = Of(StorageFixture.NewAccount(), id, s_start);

        Assert.True(await here.Submitted.TrySaveAsync(order, CancellationToken.None));
        Assert.False(await here.Submitted.TrySaveAsync(order, CancellationToken.None));
        var read = (await here.Submitted.FindAsync(order.Key, CancellationToken.None))!;
        Same.As(order, read with { Version = null });

        Assert.True(await here.Submitted.TrySaveAsync(read.At(s_start.AddMinutes(1)), CancellationToken.None));
        Assert.False(await here.Submitted.TrySaveAsync(read.At(s_start.AddMinutes(2)), CancellationToken.None));
        var again = (await here.Submitted.FindAsync(order.Key, CancellationToken.None))!;
        Assert.Equal(s_start.AddMinutes(1), again.TakenAt);
        Assert.True(await here.Submitted.TrySaveAsync(again with { IsErased = true }, CancellationToken.None));
    }

    [Fact]
    public async Task Orders_are_listed_by_the_time_of_their_last_change_oldest_first()
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        foreach (var place in Enumerable.Range(0, 5))
        {
            var order = Of(account, $"{place}", s_start.AddMinutes(place));
            Assert.True(await bench.Submitted.TrySaveAsync(order, CancellationToken.None));
        }

        await bench.Submitted.TrySaveAsync(Of(StorageFixture.NewAccount(), "other", s_start), CancellationToken.None);
        var first = (await bench.Submitted.FindAsync(new OrderKey(account, "0"), CancellationToken.None))!;
        await bench.Submitted.TrySaveAsync(first.At(s_start.AddMinutes(3.5)), CancellationToken.None);

        Assert.Equal(["1", "2", "3", "0"], await ListAsync(0, 4, 100));
        Assert.Equal(["1", "2"], await ListAsync(0, 4, 2));
        Assert.Equal(["4"], await ListAsync(4, 100, 2));

        async Task<IEnumerable<string>> ListAsync(int from, int until, int most) =>
            (
                await bench.Submitted.ListAsync(account, s_start.AddMinutes(from), s_start.AddMinutes(until), most, CancellationToken.None)
            ).Select(order => order.Key.StoreOrderId);
    }

    [Fact]
    public async Task An_erased_order_keeps_no_name_and_what_comes_later_brings_none_back()
    {
        await using var bench = fixture.Open();
        var order = Of(StorageFixture.NewAccount(), "1001", s_start);
        await bench.Submitted.TrySaveAsync(order, CancellationToken.None);

        await new PersonalDataErasure(bench.Orders, bench.Submitted, TimeProvider.System).EraseAsync(
            order.Key,
            "asked for",
            CancellationToken.None
        );

        var row = Assert.Single(
            await bench.PartitionAsync("SubmittedOrders", order.Key.AccountId),
            row => row.RowKey.StartsWith("o-", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("Miller", string.Join(' ', row.Select(field => field.Value)), StringComparison.Ordinal);
        Assert.True((await bench.Submitted.FindAsync(order.Key, CancellationToken.None))!.IsErased);
    }

    private static SubmittedOrder Of(string account, string id, DateTimeOffset at) =>
        new()
        {
            Key = new OrderKey(account, id),
            ChangedAt = at,
            TakenAt = at,
            Content = new StoreOrder
            {
                StoreOrderId = id,
                Number = id,
                CreatedAt = at,
                UpdatedAt = at,
                Payment = StorePaymentStatus.Paid,
                Fulfilment = StoreFulfilmentStatus.Unfulfilled,
                Lines = [],
                Total = new Money(100, "USD"),
                ShipTo = new ShipTo
                {
                    FullName = "Mary Miller",
                    Country = "DE",
                    Line1 = "Weg 1",
                },
            },
        };
}
