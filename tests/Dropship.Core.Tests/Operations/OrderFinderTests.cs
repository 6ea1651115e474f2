using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>People know an order by the number in the store, not by its id.</summary>
public sealed class OrderFinderTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData("6100000032785")]
    [InlineData("#1001")]
    [InlineData("1001")]
    [InlineData(" ＃1001 ")]
    public async Task An_order_is_found_by_its_id_and_by_its_number(string text)
    {
        Sell("6100000032785", "#1001");
        Sell("6100000032786", "#1002");
        await _world.RunAsync();

        Assert.Equal("6100000032785", (await FindAsync(World.Account, text))?.Key.StoreOrderId);
    }

    [Fact]
    public async Task Several_are_found_in_the_order_of_their_names()
    {
        Sell("6100000032785", "#1001");
        Sell("6100000032786", "#1002");
        await _world.RunAsync();
        var found = await new OrderFinder(_world.Orders, new OrderLister(_world.Orders, _world.Clock), _world.Clock).FindAllAsync(
            World.Account,
            ["#1002", "1003", "6100000032785", "1001"],
            CancellationToken.None
        );

        Assert.Equal(["6100000032786", null, "6100000032785", "6100000032785"], found.Select(order => order?.Key.StoreOrderId));
    }

    [Theory]
    [InlineData(World.Account, "1003")]
    [InlineData(World.Account, "#")]
    [InlineData(World.Account, "")]
    [InlineData("Shop|One", "1001")]
    public async Task What_does_not_exist_is_not_found(string account, string text)
    {
        Sell("6100000032785", "#1001");
        await _world.RunAsync();

        Assert.Null(await FindAsync(account, text));
    }

    private void Sell(string id, string number) =>
        _world.Store.Orders[id] = World.Order(id, ("L1", "MUG", 1)) with { Number = number, UpdatedAt = _world.Clock.GetUtcNow() };

    private Task<Order?> FindAsync(string account, string text) =>
        new OrderFinder(_world.Orders, new OrderLister(_world.Orders, _world.Clock), _world.Clock).FindAsync(
            account,
            text,
            CancellationToken.None
        );
}
