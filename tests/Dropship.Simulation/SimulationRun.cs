using System.Globalization;
using System.Text;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation;

/// <summary>One run: a seed decides everything in it, so the same seed gives the same run, step by step.</summary>
public sealed class SimulationRun
{
    private readonly Wiring _wiring = new();

    /// <summary>Plays one seed to its end.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="orders">How many store orders come in.</param>
    public RunResult Play(ulong seed, int orders)
    {
        var world = new World(_wiring, seed, orders, isTraced: false);
        world.Run();
        if (world.Promises.Broken is not null)
        {
            // The same run once more, now with all that happens in it, for the report.
            world = new World(_wiring, seed, orders, isTraced: true);
            world.Run();
        }

        var ends = world
            .Orders.Records.Values.Select(record => $"order {record.State}")
            .Concat(
                world.Orders.Records.Values.SelectMany(record => record.PurchaseOrders).Select(purchase => $"purchase {purchase.State}")
            )
            .GroupBy(end => end, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return new RunResult(
            seed,
            orders,
            world.Scheduler.Count,
            world.Trace.Digest,
            world.Promises.Broken,
            world.Promises.Broken is { } broken ? Tell(world, seed, orders, broken) : null,
            ends,
            world.Faults.Struck
        );
    }

    internal static string Tell(World world, ulong seed, int orders, BrokenPromise broken)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Seed {seed} (--orders {orders}) broke a promise at step {broken.Step}, {broken.At:yyyy-MM-dd HH:mm:ss.fff}:"
        );
        text.AppendLine(CultureInfo.InvariantCulture, $"  {broken.Rule}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {broken.What}");
        if (broken.Order is { } key)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"The history of {key}:");
            foreach (var told in world.Orders.EventsOf(key))
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"  {told.Sequence,3}  {told.At:MM-dd HH:mm:ss.fff}  {told.Actor,-14} {told.What.Code,-20} {told.Why}{(told.After is null ? string.Empty : $"  [{told.Before} → {told.After}]")}{Short(told.PurchaseOrder)}"
                );
            }

            text.AppendLine().AppendLine("What happened around it last:");
            IEnumerable<string> names =
            [
                key.StoreOrderId,
                .. world.Orders.Find(key)?.PurchaseOrders.SelectMany(purchase => purchase.SupplierOrders).Select(order => order.OrderId)
                    ?? [],
            ];
            Add(world.Trace.Tell([.. names], 300));
        }

        text.AppendLine().AppendLine("What happened last of all:");
        Add(world.Trace.Tell([], 60));
        return text.ToString();

        void Add(IEnumerable<string> lines)
        {
            foreach (var line in lines)
            {
                text.Append("  ").AppendLine(line);
            }
        }
    }

    private static string Short(string? purchase) => purchase is null ? string.Empty : $"  ({purchase})";
}
