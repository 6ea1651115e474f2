using Dropship.Core;
using Dropship.Core.Ports;
using Dropship.Storage.Tests.Support;
using Dropship.TestKit;

namespace Dropship.Storage.Tests.Fulfilment;

/// <summary>Who has a waybill number is found by the number alone, however it is written.</summary>
[Collection(StorageGroup.Name)]
public sealed class WaybillTests(StorageFixture fixture)
{
    [Fact]
    public async Task All_that_have_a_number_are_found_each_once_with_the_time_of_the_first()
    {
        var clock = TestClock.Standing();
        await using var here = fixture.Open(clock);
        await using var there = fixture.Open(clock);
        var number = $"SF/#{Guid.NewGuid():N}";
        var (one, two) = (Use(number, "1001"), Use(number.ToUpperInvariant(), "1002"));

        await here.Waybills.NoteAsync(one, CancellationToken.None);
        await there.Waybills.NoteAsync(two, CancellationToken.None);
        await there.Waybills.NoteAsync(one with { NotedAt = clock.GetUtcNow().AddDays(3) }, CancellationToken.None);

        var uses = await here.Waybills.ListAsync($" {number} ", CancellationToken.None);
        Assert.Equal([one, two], uses.OrderBy(use => use.Purchase.Value, StringComparer.Ordinal));
        Assert.Empty(await here.Waybills.ListAsync(number + "0", CancellationToken.None));

        WaybillUse Use(string text, string order) =>
            new()
            {
                Number = text,
                CarrierKey = "SF",
                Purchase = PurchaseOrderKey.Create(new OrderKey("shop", order), "s", "a", PurchasePurpose.Sale, 1),
                OrderNumber = $"#{order}",
                Customer = "digest",
                NotedAt = clock.GetUtcNow(),
            };
    }

    [Fact]
    public async Task Numbers_of_long_ago_are_forgotten()
    {
        var clock = TestClock.Standing();
        await using var bench = fixture.Open(clock);
        var number = Guid.NewGuid().ToString("N");
        await bench.Waybills.NoteAsync(
            new WaybillUse
            {
                Number = number,
                CarrierKey = "SF",
                Purchase = PurchaseOrderKey.Create(new OrderKey("shop", "1"), "s", "a", PurchasePurpose.Sale, 1),
                OrderNumber = "#1",
                NotedAt = clock.GetUtcNow().AddYears(-30),
            },
            CancellationToken.None
        );

        var removed = 0;
        await foreach (var step in bench.Waybills.RemoveBeforeAsync(clock.GetUtcNow().AddYears(-20), CancellationToken.None))
        {
            removed += step;
        }

        Assert.Equal(1, removed);
        Assert.Empty(await bench.Waybills.ListAsync(number, CancellationToken.None));
        Assert.Equal(0, await bench.Waybills.RemoveBeforeAsync(clock.GetUtcNow().AddYears(-20), CancellationToken.None).SumAsync());
    }
}
