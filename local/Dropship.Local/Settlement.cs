using System.Diagnostics;
using System.Globalization;

namespace Dropship.Local;

/// <summary>Decides when no order needs to be waited for, and reports how they ended.</summary>
/// <param name="wanted">How many orders there must be.</param>
internal sealed class Settlement(int wanted)
{
    // Longer than a hold that is lifted automatically.
    private static readonly TimeSpan s_calm = TimeSpan.FromSeconds(30);

    private readonly Stopwatch _calm = new();
    private IReadOnlyList<LocalOrder> _orders = [];

    public bool AllConfirmed => _orders.Count >= wanted && _orders.All(order => order.IsConfirmed);

    /// <summary>Whether every order has ended, or waits for a person.</summary>
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

    /// <summary>How many orders were confirmed, and what each of the others waits for.</summary>
    /// <param name="limit">The time that ran out; null when it did not.</param>
    public string Report(TimeSpan? limit)
    {
        var all = Math.Max(wanted, _orders.Count);
        var confirmed = _orders.Count(order => order.IsConfirmed);
        var were = all == 1 ? "order was" : "orders were";
        var head = string.Create(CultureInfo.InvariantCulture, $"{confirmed} of {all} {were} confirmed by the store.");
        if (limit is { } ran)
        {
            var minutes = ran == TimeSpan.FromMinutes(1) ? "minute" : "minutes";
            head = string.Create(CultureInfo.InvariantCulture, $"Time ran out after {ran.TotalMinutes:0} {minutes}: {head}");
        }

        List<string> lines = [head];
        lines.AddRange(LocalOrder.NewestFirst(_orders).Reverse().Where(order => !order.IsConfirmed).Select(OrderWords.Line));
        if (_orders.Count < wanted)
        {
            var missing = wanted - _orders.Count;
            var have = missing == 1 ? "order has" : "orders have";
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{missing} {have} not come from the store yet."));
        }

        return string.Join(Environment.NewLine, lines);
    }
}
