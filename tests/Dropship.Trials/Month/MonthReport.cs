using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Trials.Month;

/// <summary>What a month came to: a row for each mishap, and all that should not have been.</summary>
internal sealed class MonthReport(AppInMemory app)
{
    // The app's timers turn every few minutes, its look at deadlines and alerts every thirty.
    private static readonly TimeSpan s_slack = TimeSpan.FromMinutes(45);

    private static readonly TimeSpan s_lastMoment = TimeSpan.FromHours(4);

    private readonly Dictionary<OrderKey, List<(string Number, DateTimeOffset At)>> _shown = [];

    public List<MonthRow> Rows { get; } = [];

    /// <summary>Each promise that was broken, in words.</summary>
    public List<string> Findings { get; } = [];

    public int Orders { get; private set; }

    public int Transit { get; private set; }

    /// <summary>Orders whose number was known, and scanned, before the store's deadline.</summary>
    public int InTime { get; private set; }

    /// <summary>Orders whose number reached the store before its deadline.</summary>
    public int Met { get; private set; }

    /// <summary>Alerts that were told, by their reason.</summary>
    public IReadOnlyDictionary<string, int> Told =>
        app
            .Alerts.Told.GroupBy(alert => alert.Notice.Code, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    /// <summary>Takes in which numbers the stores show now, and notes each that a store must not see.</summary>
    public void ReadStores(IReadOnlyDictionary<OrderKey, MonthOrder> orders, JsonNode state)
    {
        foreach (var order in state["storeOrders"]!.AsArray())
        {
            var key = new OrderKey(order!["shop"]!.GetValue<string>(), order["id"]!.GetValue<string>());
            _shown[key] =
            [
                .. order["fulfillments"]!
                    .AsArray()
                    .Where(fulfilment => fulfilment!["status"]!.GetValue<string>() == "SUCCESS")
                    .SelectMany(fulfilment =>
                        fulfilment!["tracking"]!
                            .AsArray()
                            .Select(tracking =>
                                (tracking!["number"]!.GetValue<string>(), fulfilment["createdAt"]!.GetValue<DateTimeOffset>())
                            )
                    ),
            ];
            if (orders[key] is { IsTransit: true } transit && _shown[key].Exists(shown => transit.Waybills.Contains(shown.Number)))
            {
                Add(transit, "the store shows the supplier's number of goods that go by the forwarder");
            }
        }
    }

    /// <summary>Holds what came of each order against what was to come of it.</summary>
    public void Judge(IReadOnlyCollection<MonthOrder> orders)
    {
        var told = app.Alerts.Told.Where(alert => alert.Notice.Order is not null).ToLookup(alert => alert.Notice.Order!);
        foreach (var alert in app.Alerts.Told.Where(alert => alert.Notice.Order is null))
        {
            Findings.Add($"an alert that is about no order: {alert.Notice.Code} {alert.Notice.Subject} {alert.Notice.Detail}");
        }

        foreach (var group in orders.GroupBy(order => order.Mishap).OrderBy(group => group.Key))
        {
            Rows.Add(
                new MonthRow(
                    NameOf(group.Key),
                    group.Count(),
                    group.Count(order => IsCaught(order, [.. told[order.Key]])),
                    group.Count(order =>
                        told[order.Key].GroupBy(alert => alert.Notice.Code, StringComparer.Ordinal).Any(same => same.Count() > 1)
                    ),
                    group.Count(order => app.Orders.Find(order.Key)?.State == OrderState.Fulfilled),
                    group.Count(order => app.Orders.Find(order.Key)?.State != OrderState.Fulfilled)
                )
            );
        }

        foreach (var order in orders)
        {
            JudgeAlerts(order, [.. told[order.Key]]);
            JudgeDeadline(order);
        }

        (Orders, Transit) = (orders.Count, orders.Count(order => order.IsTransit));
    }

    /// <summary>The report as a table for the documentation.</summary>
    public string Write(MonthOptions options)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Seed {options.Seed}: {Orders} orders of three stores within {options.Days} days, {Transit} of them by the forwarder."
        );
        text.AppendLine()
            .AppendLine("| what happens | orders | told in time, or put right | told twice | fulfilled | with a person at the end |");
        text.AppendLine("|---|---|---|---|---|---|");
        foreach (var row in Rows)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {row.Name} | {row.Orders} | {row.Caught} | {row.ToldTwice} | {row.Fulfilled} | {row.WithPerson} |"
            );
        }

        text.AppendLine().AppendLine("| what was told | times |").AppendLine("|---|---|");
        foreach (var (code, count) in Told.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| `{code}` | {count} |");
        }

        text.AppendLine();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Of {InTime} orders with a right number and a scan before the store's deadline, {Met} reached the store before it. Broken promises: {Findings.Count}."
        );
        return text.ToString();
    }

    private static string NameOf(Mishap mishap) =>
        mishap switch
        {
            Mishap.None => "nothing",
            Mishap.ScannedLate => "a number without a scan until long after",
            Mishap.NeverScanned => "a number without any scan",
            Mishap.ShippedLate => "the supplier ships late",
            Mishap.WrongCarrier => "the number of another carrier, put right after a day",
            Mishap.NumberReplaced => "the number is replaced before the scan",
            Mishap.Lost => "the carrier loses the parcel",
            Mishap.ForwarderSilent => "the forwarder names no number",
            _ => throw new InvalidOperationException($"{mishap} has no name."),
        };

    private static string? CodeOf(Mishap mishap) =>
        mishap switch
        {
            Mishap.ScannedLate or Mishap.NeverScanned => HoldReasons.ShipmentSuspected.Code,
            Mishap.ShippedLate => HoldReasons.ShipmentLate.Code,
            Mishap.WrongCarrier => HoldReasons.NumberDoubtful.Code,
            Mishap.Lost => HoldReasons.ParcelTroubled.Code,
            Mishap.ForwarderSilent => HoldReasons.ForwarderLate.Code,
            _ => null,
        };

    // What may follow where a mishap is not put right.
    private static bool Follows(Mishap mishap, string code) =>
        code == CodeOf(mishap)
        || (
            mishap is Mishap.NeverScanned or Mishap.Lost or Mishap.ForwarderSilent
            && (code == HoldReasons.ShipByNear.Code || code == HoldReasons.ShipByPassed.Code || code == HoldReasons.ForwarderLate.Code)
        );

    private bool IsCaught(MonthOrder order, IReadOnlyList<Alert> told) =>
        CodeOf(order.Mishap) is { } code
            ? told.Any(alert => alert.Notice.Code == code && alert.MailedAt <= order.TellBy + s_slack)
            : told.Count == 0 && ShownOf(order) is [.., var last] && (order.IsTransit || last.Number == order.Waybills[^1]);

    private void JudgeAlerts(MonthOrder order, IReadOnlyList<Alert> told)
    {
        if (!IsCaught(order, told))
        {
            var all = string.Join(
                ", ",
                told.Select(alert =>
                    string.Create(CultureInfo.InvariantCulture, $"{alert.Notice.Code} {alert.MailedAt:u} {alert.Notice.Detail}")
                )
            );
            Add(
                order,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"was not told in time or put right (to be told by {order.TellBy:u}; told: {all})"
                )
            );
        }

        foreach (var same in told.GroupBy(alert => alert.Notice.Code, StringComparer.Ordinal))
        {
            if (same.Count() > 1)
            {
                Add(order, $"was told {same.Count()} times of {same.Key}");
            }

            if (!Follows(order.Mishap, same.Key))
            {
                Add(order, $"was told of {same.Key} for no reason: {same.First().Notice.Detail}");
            }
        }
    }

    private void JudgeDeadline(MonthOrder order)
    {
        var shown = ShownOf(order);
        var early =
            order.Key.AccountId == MonthRun.AfterPickup && !order.IsTransit
                ? shown.FirstOrDefault(one => one.At < order.ScannedAt && one.At < order.ShipBy - s_lastMoment - s_slack)
                : default;
        if (early.Number is not null)
        {
            Add(order, string.Create(CultureInfo.InvariantCulture, $"its store was given the number at {early.At:u}, before the scan"));
        }

        if (order.NumberedAt is not { } numbered || order.ScannedAt is not { } scanned)
        {
            return;
        }

        var known = numbered > scanned ? numbered : scanned;
        if (known + s_slack > order.ShipBy)
        {
            return;
        }

        InTime++;
        if (shown is [.., var last] && last.At <= order.ShipBy)
        {
            Met++;
        }
        else
        {
            Add(
                order,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"its number was known at {known:u} and missed the deadline of {order.ShipBy:u}"
                )
            );
        }
    }

    private List<(string Number, DateTimeOffset At)> ShownOf(MonthOrder order) => _shown.GetValueOrDefault(order.Key) ?? [];

    private void Add(MonthOrder order, string finding)
    {
        var text = $"{order.Key} ({order.Mishap}, {(order.IsTransit ? "by the forwarder" : "direct")}): {finding}";
        if (!Findings.Contains(text))
        {
            Findings.Add(text);
        }
    }
}
