using System.Text.Json.Nodes;

namespace Dropship.Local;

/// <summary>Makes orders in the sandbox stores, by turns.</summary>
internal sealed class OrderFeeder(SandboxClient sandbox, IReadOnlyList<string> stores)
{
    private const int FirstOrders = 4;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(20);
    private static readonly string[] s_countries = ["US", "GB", "DE", "CN"];

    /// <summary>Makes orders until the stores have this many in total.</summary>
    public async Task FillUpAsync(int orders, CancellationToken cancellationToken)
    {
        for (var number = await sandbox.CountOrdersAsync(cancellationToken); number < orders; number++)
        {
            await AddAsync(number, cancellationToken);
        }
    }

    /// <summary>Makes a few orders at once, then one every 20 seconds, until it is cancelled.</summary>
    public async Task GoOnAsync(CancellationToken cancellationToken)
    {
        await FillUpAsync(FirstOrders, cancellationToken);
        while (true)
        {
            await Task.Delay(s_pause, cancellationToken);
            await AddAsync(await sandbox.CountOrdersAsync(cancellationToken), cancellationToken);
        }
    }

    // Every third order has goods of two suppliers, every fourth more than one piece.
    private Task AddAsync(int number, CancellationToken cancellationToken)
    {
        var wish = new JsonObject
        {
            ["country"] = s_countries[number % s_countries.Length],
            ["currency"] = "USD",
            ["quantity"] = number % 4 == 3 ? 2 : 1,
        };
        if (number % 3 == 2)
        {
            wish["lines"] = new JsonArray(
                new JsonObject { ["sku"] = "BTL-500-BLK", ["quantity"] = 1 },
                new JsonObject { ["sku"] = "TEE-BLK-M", ["quantity"] = 2 }
            );
        }

        var store = stores[number % stores.Count];
        if (store == Seeder.Shopify)
        {
            return sandbox.SendAsync(HttpMethod.Post, "control/orders", wish, cancellationToken);
        }

        // Its market and currency are the shop's.
        wish.Remove("country");
        wish.Remove("currency");
        wish["sku"] = "TEE-BLK-M";
        return sandbox.SendAsync(HttpMethod.Post, $"control/{store}/orders", wish, cancellationToken);
    }
}
