using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Dropship.LoadTest;

/// <summary>How long orders took from one stage to the next, as their own histories tell it.</summary>
internal static class Stages
{
    public const string PaidToPlaced = "paid in the store → ordered on 1688";

    private static readonly (string Name, string From, string To)[] s_stages =
    [
        ("paid in the store → seen", "created", "order-seen"),
        (PaidToPlaced, "created", "purchase-placed"),
        ("ordered on 1688 → approval asked for", "purchase-placed", "approval-mailed"),
        ("approved → cashier page handed out", "Approved", "cashier-page"),
        ("paid on 1688 → known here", "paidAt", "purchase-paid"),
        ("shipped → number in the store", "parcel-shipped", "tracking-pushed"),
        ("number in the store → confirmed", "tracking-pushed", "tracking-confirmed"),
        ("paid in the store → confirmed, all in all", "created", "tracking-confirmed"),
    ];

    /// <summary>Reads the histories of some orders, for so long as it may.</summary>
    /// <returns>The times of each stage; orders that have not come to it are left out.</returns>
    public static async Task<IReadOnlyList<(string Stage, Percentiles Times)>> ReadAsync(
        LoadSystem system,
        IReadOnlyDictionary<string, DateTimeOffset> createdAt,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var marks = new List<Dictionary<string, DateTimeOffset>>();
        var watch = Stopwatch.StartNew();
        foreach (var (id, created) in createdAt.TakeWhile(_ => watch.Elapsed < limit))
        {
            if (await system.ReadOrderAsync(id, cancellationToken) is { } order)
            {
                marks.Add(MarksOf(order, created));
            }
        }

        return
        [
            .. s_stages.Select(stage =>
                (
                    stage.Name,
                    Percentiles.Of(
                        marks
                            .Where(mark => mark.ContainsKey(stage.From) && mark.ContainsKey(stage.To))
                            .Select(mark => Math.Max(0, (mark[stage.To] - mark[stage.From]).TotalMilliseconds))
                    )
                )
            ),
        ];
    }

    private static Dictionary<string, DateTimeOffset> MarksOf(JsonNode order, DateTimeOffset created)
    {
        var marks = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal) { ["created"] = created };
        foreach (var told in order["history"]!.AsArray())
        {
            var what = told!["what"]!.GetValue<string>();
            var at = DateTimeOffset.Parse(told["at"]!.GetValue<string>(), CultureInfo.InvariantCulture);
            marks.TryAdd(what == "purchase-state" ? told["after"]?.GetValue<string>() ?? what : what, at);
        }

        if (order["order"]!["purchaseOrders"]!.AsArray().FirstOrDefault()?["payment"]?["paidAt"]?.GetValue<string>() is { } paid)
        {
            marks["paidAt"] = DateTimeOffset.Parse(paid, CultureInfo.InvariantCulture);
        }

        return marks;
    }
}
