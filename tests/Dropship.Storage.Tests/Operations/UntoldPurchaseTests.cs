using Dropship.Core;
using Dropship.Core.Ports;
using Dropship.Storage.Tests.Support;
using Dropship.TestKit;

namespace Dropship.Storage.Tests.Operations;

/// <summary>The purchase orders that a warehouse system is to be told of wait in the order in which they were last added.</summary>
[Collection(StorageGroup.Name)]
public sealed class UntoldPurchaseTests(StorageFixture fixture)
{
    private readonly OrderKey _order = new("shop", Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task One_waits_once_and_goes_behind_the_others_when_it_is_added_again()
    {
        await using var bench = fixture.Open(TestClock.Standing());
        await bench.UntoldPurchases.AddAsync(KeyOf(1), CancellationToken.None);
        await bench.UntoldPurchases.AddAsync(KeyOf(2), CancellationToken.None);
        await bench.UntoldPurchases.AddAsync(KeyOf(1), CancellationToken.None);

        Assert.Equal([KeyOf(2), KeyOf(1)], (await ListAsync(bench)).Select(row => row.Key));
        Assert.DoesNotContain(await bench.WaitingMails.ListAsync(CancellationToken.None), mail => mail.Key.Order == _order);
        Assert.DoesNotContain(await bench.ForwarderNotes.ListAsync(CancellationToken.None), note => note.Key.Order == _order);
    }

    [Fact]
    public async Task One_that_was_added_again_since_it_was_listed_is_not_removed()
    {
        await using var bench = fixture.Open(TestClock.Standing());
        await bench.UntoldPurchases.AddAsync(KeyOf(1), CancellationToken.None);
        var listed = Assert.Single(await ListAsync(bench));
        await bench.UntoldPurchases.AddAsync(KeyOf(1), CancellationToken.None);

        await bench.UntoldPurchases.RemoveAsync(listed, CancellationToken.None);

        var again = Assert.Single(await ListAsync(bench));
        Assert.NotEqual(listed.Version, again.Version);
        await bench.UntoldPurchases.RemoveAsync(again, CancellationToken.None);
        await bench.UntoldPurchases.RemoveAsync(again, CancellationToken.None);
        Assert.Empty(await ListAsync(bench));
    }

    private PurchaseOrderKey KeyOf(int number) => PurchaseOrderKey.Create(_order, "supplier", "digest", PurchasePurpose.Sale, number);

    private async Task<List<UntoldPurchase>> ListAsync(StorageBench bench) =>
        [.. (await bench.UntoldPurchases.ListAsync(CancellationToken.None)).Where(row => row.Key.Order == _order)];
}
