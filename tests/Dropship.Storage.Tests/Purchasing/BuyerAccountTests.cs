using Dropship.Core.Purchasing;
using Dropship.Core.Stores;
using Dropship.Storage.Tests.Support;

namespace Dropship.Storage.Tests.Purchasing;

/// <summary>Buyer accounts, and how far each one's changes have been read.</summary>
[Collection(StorageGroup.Name)]
public sealed class BuyerAccountTests(StorageFixture fixture)
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 50)]
    [InlineData(3, 100)]
    public async Task Every_field_of_an_account_comes_back(int seed, int nullsPercent)
    {
        await using var writer = fixture.Open();
        await using var reader = fixture.Open();
        var account = new Filler(seed) { NullsPercent = nullsPercent }.Make<BuyerAccount>() with { Id = StorageFixture.NewAccount() };

        await writer.Buyers.SaveAsync(account, CancellationToken.None);

        Same.As(account, (await reader.Buyers.FindAsync(account.Id, CancellationToken.None))!);
        Same.As(account, (await reader.Buyers.ListAsync(CancellationToken.None)).Single(listed => listed.Id == account.Id));
    }

    [Fact]
    public async Task A_buyers_cursor_is_apart_from_a_stores()
    {
        await using var bench = fixture.Open();
        var id = StorageFixture.NewAccount();
        await bench.Stores.SaveCursorAsync(id, PullCursor.Start with { Watermark = Sample.Begin }, CancellationToken.None);

        Assert.Same(PullCursor.Start, await bench.Buyers.ReadCursorAsync(id, CancellationToken.None));
        Assert.True(await bench.Buyers.SaveCursorAsync(id, PullCursor.Start with { Watermark = Sample.Begin.AddDays(1) }, CancellationToken.None));
        Assert.False(await bench.Buyers.SaveCursorAsync(id, PullCursor.Start, CancellationToken.None));
        Assert.Equal(Sample.Begin, (await bench.Stores.ReadCursorAsync(id, CancellationToken.None)).Watermark);
        Assert.Equal(Sample.Begin.AddDays(1), (await bench.Buyers.ReadCursorAsync(id, CancellationToken.None)).Watermark);
    }
}
