using System.Globalization;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Local;
using Dropship.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.LoadTest;

/// <summary>Fills the tables with orders of the past. Each is a copy of one that went all the way: the order and the beginning of its
/// history, written by the app's own storage, and its row in the list.</summary>
internal sealed class StoredOrders(LoadSystem system)
{
    private const int Hands = 32;
    private const int OrdersADay = 3000;
    private const int ListedInOneGo = 100;

    // Whole histories of a million orders are more than the memory that the emulator may have. A change costs it the longer the more rows
    // there are, and of rows there are as many.
    private const int EventsEach = 3;
    private static readonly DateTimeOffset s_first = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="example">The id of an order that is at its end.</param>
    /// <param name="count">How many copies there are to be.</param>
    /// <param name="say">Told how far it is.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task WriteAsync(string example, int count, Action<string> say, CancellationToken cancellationToken)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    [StorageServiceCollectionExtensions.StorageConnection] = system.Azurite.ConnectionString,
                }
            )
            .Build();
        await using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddMetrics()
            .AddSingleton<PromiseMetrics>()
            .AddDropshipStorage(settings)
            .BuildServiceProvider();
        var orders = services.GetRequiredService<IOrders>();
        var key = new OrderKey(Seeder.StoreAccount, example);
        var order = await orders.LoadAsync(key, cancellationToken) ?? throw new InvalidOperationException($"There is no order {key}.");
        var history = (await orders.ReadEventsAsync(key, cancellationToken)).Take(EventsEach).ToList();
        order = order with { EventCount = history.Count, EventHash = history[^1].Hash };
        var number = -1;
        await Task.WhenAll(
            Enumerable
                .Range(0, Hands)
                .Select(async _ =>
                {
                    while (Interlocked.Increment(ref number) is var next && next < count)
                    {
                        await orders.SaveAsync(CopyOf(order, next), history, cancellationToken);
                        if (next % 50_000 == 0)
                        {
                            say($"{next} written");
                        }
                    }
                })
        );
        var tables = services.GetRequiredService<TableServiceClient>();
        await ListAsync(
            tables.GetTableClient("PastOrders"),
            tables.GetTableClient("ErasedOrders"),
            key.ToString(),
            count,
            cancellationToken
        );
    }

    // One by one they would take as long as the orders themselves.
    private static async Task ListAsync(
        TableClient past,
        TableClient erased,
        string example,
        int count,
        CancellationToken cancellationToken
    )
    {
        var row = await past.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"RowKey eq {example}"),
                cancellationToken: cancellationToken
            )
            .SingleAsync(cancellationToken);
        for (var from = 0; from < count; from += ListedInOneGo)
        {
            await erased.SubmitTransactionAsync(
                Enumerable
                    .Range(from, Math.Min(ListedInOneGo, count - from))
                    .Select(number => new TableTransactionAction(
                        TableTransactionActionType.Add,
                        new TableEntity(row)
                        {
                            PartitionKey = DayOf(number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                            RowKey = new OrderKey(Seeder.StoreAccount, IdOf(number)).ToString(),
                        }
                    )),
                cancellationToken
            );
        }
    }

    private static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{5_000_000_000_000 + number}");

    private static DateTimeOffset DayOf(int number) => s_first.AddDays(number / OrdersADay);

    // As it is when its personal data was erased. The events are those of the example: their digests hold in the copy as well.
    private static Order CopyOf(Order order, int number)
    {
        var id = IdOf(number);
        var day = DayOf(number);
        return order with
        {
            Key = new OrderKey(order.Key.AccountId, id),
            StoreOrder = order.StoreOrder with { StoreOrderId = id, ShipTo = null, Note = null },
            FirstSeenAt = day,
            StateSince = day,
            PersonalDataErasedAt = day,
            PurchaseOrders =
            [
                .. order.PurchaseOrders.Select(purchase => purchase with { Key = KeyOf(purchase.Key, order.Key.StoreOrderId, id) }),
            ],
            Version = null,
        };
    }

    private static PurchaseOrderKey KeyOf(PurchaseOrderKey key, string from, string to) =>
        PurchaseOrderKey.TryParse(key.Value.Replace(from, to, StringComparison.Ordinal), out var copy)
            ? copy
            : throw new InvalidOperationException($"{key} is no key of a copy.");
}
