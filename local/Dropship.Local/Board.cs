using Spectre.Console;
using Spectre.Console.Rendering;

namespace Dropship.Local;

/// <summary>Shows the orders moving: a live table in a terminal, a line for each change elsewhere.</summary>
internal sealed class Board(IAnsiConsole console)
{
    private const int RowsShown = 24;

    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);

    /// <summary>Follows the orders until <paramref name="look"/> says that it is over.</summary>
    /// <param name="look">Gives the newest orders and whether to go on.</param>
    /// <param name="cancellationToken">Ends the show.</param>
    public async Task FollowAsync(Func<CancellationToken, Task<(IReadOnlyList<LocalOrder>? Orders, bool GoOn)>> look, CancellationToken cancellationToken)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
        {
            await LoopAsync(look, TellChanges, cancellationToken);
            return;
        }

        await console.Live(Draw([])).AutoClear(false).StartAsync(context => LoopAsync(look, orders =>
        {
            context.UpdateTarget(Draw(orders));
            context.Refresh();
        }, cancellationToken));
    }

    private static async Task LoopAsync(Func<CancellationToken, Task<(IReadOnlyList<LocalOrder>? Orders, bool GoOn)>> look, Action<IReadOnlyList<LocalOrder>> show, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (orders, goOn) = await look(cancellationToken);
            if (orders is not null)
            {
                show(orders);
            }

            if (!goOn)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(700), cancellationToken);
        }
    }

    private void TellChanges(IReadOnlyList<LocalOrder> orders)
    {
        foreach (var order in orders)
        {
            var line = $"{order.Number}: {Stage(order)}";
            if (_told.GetValueOrDefault(order.Number) != line)
            {
                _told[order.Number] = line;
                console.WriteLine(line);
            }
        }
    }

    private static string Stage(LocalOrder order)
    {
        var purchases = string.Join("; ", order.Purchases.Select(purchase => $"{purchase.State} {purchase.Amount} {purchase.Numbers}{Waits(purchase.Waiting)}".TrimEnd()));
        return purchases.Length == 0 ? $"{order.State}{Waits(order.Waiting)}" : $"{order.State}{Waits(order.Waiting)} [{purchases}]";
    }

    private static string Waits(string? code) => code is null ? string.Empty : $" (waits: {code})";

    private static Table Draw(IReadOnlyList<LocalOrder> orders)
    {
        var table = new Table().Border(TableBorder.Rounded).Expand();
        table.Title = new TableTitle($"Orders: {orders.Count}, confirmed by the store: {orders.Count(order => order.IsConfirmed)}");
        table.AddColumns("Order", "State", "Supplier", "Purchase order", "Amount", "Tracking");
        foreach (var order in orders.TakeLast(RowsShown))
        {
            var cells = order.Purchases.Count == 0 ? [new LocalPurchase(string.Empty, string.Empty, string.Empty, string.Empty, null)] : order.Purchases;
            table.AddRow(
                new Text(order.Number),
                new Markup(Colour(order.State, order.Waiting)),
                Column(cells, purchase => Markup.Escape(purchase.Supplier)),
                Column(cells, purchase => Colour(purchase.State, purchase.Waiting)),
                Column(cells, purchase => Markup.Escape(purchase.Amount)),
                Column(cells, purchase => Markup.Escape(purchase.Numbers)));
        }

        return table;
    }

    private static Rows Column(IReadOnlyList<LocalPurchase> purchases, Func<LocalPurchase, string> cell) =>
        new([.. purchases.Select(purchase => (IRenderable)new Markup(cell(purchase)))]);

    private static string Colour(string state, string? waiting)
    {
        var colour = waiting is not null ? "red" : state switch
        {
            "Fulfilled" or "Completed" => "green",
            "Cancelled" or "FulfilledElsewhere" => "grey",
            "AwaitingApproval" or "Approved" => "yellow",
            _ => "blue",
        };
        return $"[{colour}]{Markup.Escape(state)}{Markup.Escape(Waits(waiting))}[/]";
    }
}
