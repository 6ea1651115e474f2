using System.Diagnostics;

namespace Dropship.Local;

/// <summary>Tells when all orders are at rest, and how they ended.</summary>
/// <param name="wanted">How many orders there must be.</param>
internal sealed class Settlement(int wanted)
{
    // Long enough for a hold that lifts by itself.
    private static readonly TimeSpan s_calm = TimeSpan.FromSeconds(30);

    private readonly Stopwatch _calm = new();
    private IReadOnlyList<LocalOrder> _orders = [];

    public bool AllConfirmed => _orders.Count >= wanted && _orders.All(order => order.IsConfirmed);

    /// <summary>Whether nothing will move any more unless a person acts.</summary>
    /// <param name="orders">The newest list; null while the app does not answer.</param>
    public bool IsOver(IReadOnlyList<LocalOrder>? orders)
    {
        if (orders is null)
        {
            return false;
        }

        _orders = orders;
        if (AllConfirmed)
        {
            return true;
        }

        if (orders.Count < wanted || !orders.All(order => order.IsAtRest))
        {
            _calm.Reset();
            return false;
        }

        _calm.Start();
        return _calm.Elapsed > s_calm;
    }

    public string Report()
    {
        var open = _orders.Where(order => !order.IsConfirmed).Select(order => $"{order.Number} {order.State} {order.Waiting} {string.Join(' ', order.Purchases.Select(purchase => $"{purchase.State} {purchase.Waiting}"))}").ToList();
        var head = $"{_orders.Count(order => order.IsConfirmed)} of {Math.Max(wanted, _orders.Count)} orders were confirmed by the store.";
        return open.Count == 0 ? head : $"{head}{Environment.NewLine}{string.Join(Environment.NewLine, open)}";
    }
}
