using System.Globalization;
using Azure.Data.Tables;
using Dropship.Local;

namespace Dropship.LoadTest;

/// <summary>Fills the tables with orders of the past, each as one real order left it: its own row, and its row in the list.</summary>
internal sealed class StoredOrders(LoadSystem system)
{
    private const int Hands = 32;
    private const int ListedInOneGo = 100;

    public async Task WriteAsync(int count, Action<string> say, CancellationToken cancellationToken)
    {
        var service = new TableServiceClient(system.Azurite.ConnectionString);
        var orders = service.GetTableClient("Orders");
        var list = service.GetTableClient("PastOrders");
        var number = -1;
        await Task.WhenAll(Enumerable.Range(0, Hands).Select(async _ =>
        {
            while (Interlocked.Increment(ref number) is var next && next < count)
            {
                var key = KeyOf(next);
                await orders.UpsertEntityAsync(new TableEntity(key, $"a-{key}") { ["State"] = "Fulfilled", ["Order0"] = "{}" }, TableUpdateMode.Replace, cancellationToken);
                if (next % 50_000 == 0)
                {
                    say($"{next} written");
                }
            }
        }));
        for (var from = 0; from < count; from += ListedInOneGo)
        {
            var day = new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(from / 3000).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            await list.SubmitTransactionAsync(
                Enumerable.Range(from, Math.Min(ListedInOneGo, count - from)).Select(next => new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity(day, KeyOf(next)) { ["State"] = "Fulfilled", ["Doc0"] = "{}" })),
                cancellationToken);
        }
    }

    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Seeder.StoreAccount}|{5_000_000_000_000 + number}");
}
