using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Storage.Tests.Support;

namespace Dropship.Storage.Tests.Planning;

/// <summary>Mappings with their versions, and the orders that wait for one.</summary>
[Collection(StorageGroup.Name)]
public sealed class SkuMappingTests(StorageFixture fixture)
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 50)]
    public async Task Every_field_of_a_mapping_comes_back(int seed, int nullsPercent)
    {
        await using var bench = fixture.Open();
        var mapping = new Filler(seed) { NullsPercent = nullsPercent }.Make<SkuMapping>() with { AccountId = StorageFixture.NewAccount() };

        var saved = await bench.Mappings.SaveAsync(mapping, CancellationToken.None);

        Same.As(mapping with { Version = 1 }, saved);
        Same.As(saved, (await bench.Mappings.FindAsync(mapping.AccountId, [mapping.Sku], CancellationToken.None))[mapping.Sku]);
        Same.As([saved], await bench.Mappings.ListAsync(mapping.AccountId, CancellationToken.None));
    }

    [Fact]
    public async Task A_change_makes_a_version_and_the_old_one_is_kept()
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        var first = await bench.Mappings.SaveAsync(Mapping(account, "SKU", "610000000001"), CancellationToken.None);
        var second = await bench.Mappings.SaveAsync(Mapping(account, "SKU", "610000000002"), CancellationToken.None);
        var third = await bench.Mappings.SaveAsync(
            Mapping(account, "SKU", "610000000002") with
            {
                PurchasingAccountId = "purchasing-two",
            },
            CancellationToken.None
        );

        Assert.Equal([1, 2, 3], ((SkuMapping[])[first, second, third]).Select(mapping => mapping.Version));
        Assert.Equal(3, (await bench.Mappings.FindAsync(account, ["SKU"], CancellationToken.None))["SKU"].Version);
        Assert.Equal(
            ["m-SKU", "v-SKU-000001", "v-SKU-000002", "v-SKU-000003"],
            (await bench.PartitionAsync("SkuMappings", account)).Select(row => row.RowKey)
        );
        var kept = (await bench.PartitionAsync("SkuMappings", account)).Single(row => row.RowKey == "v-SKU-000001");
        Assert.Contains("610000000001", kept.GetString("Doc0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_mapping_is_not_found_its_versions_stay_and_the_next_one_goes_on_counting()
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        await bench.Mappings.SaveAsync(Mapping(account, "SKU", "610000000001"), CancellationToken.None);
        await bench.Mappings.SaveAsync(Mapping(account, "SKU", "610000000002"), CancellationToken.None);
        await bench.Mappings.SaveAsync(Mapping(account, "SKU-000007", "610000000001"), CancellationToken.None);

        await bench.Mappings.DeleteAsync(account, "SKU", CancellationToken.None);
        await bench.Mappings.DeleteAsync(account, "SKU", CancellationToken.None);

        Assert.Equal(["SKU-000007"], (await bench.Mappings.ListAsync(account, CancellationToken.None)).Select(mapping => mapping.Sku));
        Assert.Equal(3, (await bench.Mappings.SaveAsync(Mapping(account, "SKU", "610000000002"), CancellationToken.None)).Version);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('店')]
    [InlineData('/')]
    public async Task The_longest_sku_fits_whatever_it_is_of(char sign)
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        var sku = new string(sign, Skus.Longest);

        await bench.Mappings.SaveAsync(Mapping(account, sku, "610000000001"), CancellationToken.None);
        await bench.Mappings.AddWaitingAsync(new OrderKey(account, "1"), [sku], CancellationToken.None);

        Assert.Contains(sku, (await bench.Mappings.FindAsync(account, [sku], CancellationToken.None)).Keys);
    }

    [Fact]
    public async Task The_variant_of_the_first_order_stays_with_the_same_goods()
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        await bench.Mappings.SaveAsync(Mapping(account, "SKU", "610000000001"), CancellationToken.None);

        var noted = await Task.WhenAll(
            Enumerable
                .Range(1, 5)
                .Select(number =>
                    bench.Mappings.NoteVariantAsync(
                        account,
                        "SKU",
                        new MappedVariant($"4{number}", $"size {number}"),
                        CancellationToken.None
                    )
                )
        );

        // Of several at once the first stands, and all see it.
        var first = Assert.Single(noted.Select(mapping => mapping!.Variant).Distinct());
        var again = await bench.Mappings.SaveAsync(Mapping(account, "SKU", "610000000001"), CancellationToken.None);
        Assert.Equal((1, first), (again.Version, again.Variant));
        var other = await bench.Mappings.SaveAsync(Mapping(account, "SKU", "610000000002"), CancellationToken.None);
        Assert.Equal((2, null), (other.Version, other.Variant));
        Assert.Null(await bench.Mappings.NoteVariantAsync(account, "NONE", first!, CancellationToken.None));
    }

    [Fact]
    public async Task The_same_goods_again_are_the_same_version()
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        var first = await bench.Mappings.SaveAsync(
            Mapping(account, "SKU", "610000000001") with
            {
                ChangedAt = Sample.Begin,
            },
            CancellationToken.None
        );

        var again = await bench.Mappings.SaveAsync(
            Mapping(account, "SKU", "610000000001") with
            {
                ChangedAt = Sample.Begin.AddDays(1),
                Version = 77,
            },
            CancellationToken.None
        );

        Same.As(first, again);
        Assert.Equal(2, (await bench.PartitionAsync("SkuMappings", account)).Count);
    }

    [Fact]
    public async Task Two_that_save_one_sku_at_once_get_two_versions()
    {
        await using var one = fixture.Open();
        await using var other = fixture.Open();
        var account = StorageFixture.NewAccount();

        var saved = await Task.WhenAll(
            Enumerable
                .Range(1, 8)
                .Select(index =>
                    (index % 2 == 0 ? one : other).Mappings.SaveAsync(
                        Mapping(account, "SKU", $"61000000000{index}"),
                        CancellationToken.None
                    )
                )
        );

        Assert.Equal(Enumerable.Range(1, 8), saved.Select(mapping => mapping.Version).Order());
        var current = (await one.Mappings.FindAsync(account, ["SKU"], CancellationToken.None))["SKU"];
        Same.As(saved.Single(mapping => mapping.Version == 8), current);
    }

    [Fact]
    public async Task Only_what_is_mapped_is_found_and_stores_do_not_see_each_other()
    {
        await using var bench = fixture.Open();
        var (account, neighbour) = (StorageFixture.NewAccount(), StorageFixture.NewAccount());
        await bench.Mappings.SaveAsync(Mapping(account, "A", "610000000001"), CancellationToken.None);
        await bench.Mappings.SaveAsync(Mapping(neighbour, "B", "610000000002"), CancellationToken.None);

        Assert.Equal(["A"], (await bench.Mappings.FindAsync(account, ["A", "B", "C"], CancellationToken.None)).Keys);
        Assert.Equal(["A"], (await bench.Mappings.ListAsync(account, CancellationToken.None)).Select(mapping => mapping.Sku));
    }

    [Fact]
    public async Task A_sku_may_hold_any_character()
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        string[] skus = ["SKU-1", "红色/大号#1", @"a\b?c%d'e+f~g", "tab\there", "v-1", "m-1", "a-000001", "SKU 1 ", "<>&\"|", "sku-1"];
        var order = new OrderKey(account, "gid://order/1#'");
        foreach (var (index, sku) in skus.Index())
        {
            await bench.Mappings.SaveAsync(Mapping(account, sku, $"{index}"), CancellationToken.None);
            await bench.Mappings.SaveAsync(Mapping(account, sku, $"{index}0"), CancellationToken.None);
        }

        await bench.Mappings.AddWaitingAsync(order, skus, CancellationToken.None);

        var found = await bench.Mappings.FindAsync(account, skus, CancellationToken.None);
        Assert.All(
            skus.Index(),
            expected => Assert.Equal((2, $"{expected.Index}0"), (found[expected.Item].Version, found[expected.Item].Items[0].OfferId))
        );
        Assert.Equal(
            skus.Order(StringComparer.Ordinal),
            (await bench.Mappings.ListAsync(account, CancellationToken.None)).Select(mapping => mapping.Sku).Order(StringComparer.Ordinal)
        );
        foreach (var sku in skus)
        {
            Assert.Equal([order], await bench.Mappings.ListWaitingAsync(account, sku, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Orders_wait_for_each_sku_until_they_are_taken_off()
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        OrderKey[] orders = [new(account, "1"), new(account, "2")];
        foreach (var order in orders)
        {
            await bench.Mappings.AddWaitingAsync(order, ["A", "B"], CancellationToken.None);
            await bench.Mappings.AddWaitingAsync(order, ["A"], CancellationToken.None);
        }

        Assert.Equal(orders, await bench.Mappings.ListWaitingAsync(account, "A", CancellationToken.None));
        Assert.Empty(await bench.Mappings.ListWaitingAsync(StorageFixture.NewAccount(), "A", CancellationToken.None));

        await bench.Mappings.RemoveWaitingAsync(orders[0], ["A", "never waited"], CancellationToken.None);
        await bench.Mappings.RemoveWaitingAsync(orders[0], ["A"], CancellationToken.None);
        Assert.Equal([orders[1]], await bench.Mappings.ListWaitingAsync(account, "A", CancellationToken.None));
        Assert.Equal(orders, await bench.Mappings.ListWaitingAsync(account, "B", CancellationToken.None));
    }

    private static SkuMapping Mapping(string account, string sku, string offer) =>
        new()
        {
            AccountId = account,
            Sku = sku,
            Version = 0,
            Items =
            [
                new MappedItem
                {
                    SupplierId = "b2b-1",
                    OfferId = offer,
                    SpecId = "s",
                    Quantity = 2,
                },
            ],
        };
}
