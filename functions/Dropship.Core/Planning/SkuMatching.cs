using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Planning;

/// <summary>Finds mappings for SKUs as a store has them, which may differ from the mapped ones in letters' case, blanks and
/// width.</summary>
public static class SkuMatching
{
    /// <summary>The mappings in force, by the SKU that was asked for; those that have none are left out.</summary>
    /// <remarks>The very SKU goes first. A mapping that is only alike counts when it is the only one that is.</remarks>
    public static async Task<IReadOnlyDictionary<string, SkuMapping>> MatchAsync(
        this ISkuMappings mappings,
        string accountId,
        IReadOnlyCollection<string> skus,
        CancellationToken cancellationToken
    )
    {
        var found = await mappings.FindAsync(accountId, skus, cancellationToken);
        var missing = skus.Where(sku => !found.ContainsKey(sku) && !Skus.IsMissing(sku)).ToList();
        if (missing.Count == 0)
        {
            return found;
        }

        var alike = (await mappings.ListAsync(accountId, cancellationToken)).ToLookup(
            mapping => Skus.Key(mapping.Sku),
            StringComparer.Ordinal
        );
        var matched = new Dictionary<string, SkuMapping>(found, StringComparer.Ordinal);
        foreach (var sku in missing)
        {
            if (alike[Skus.Key(sku)].ToList() is [var one])
            {
                matched[sku] = one;
            }
        }

        return matched;
    }

    /// <summary>The orders that wait for a mapping of a SKU, or of one that is alike.</summary>
    public static async Task<IReadOnlyList<OrderKey>> ListWaitingAlikeAsync(
        this ISkuMappings mappings,
        string accountId,
        string sku,
        CancellationToken cancellationToken
    )
    {
        var waiting = new List<OrderKey>();
        foreach (var name in ((string[])[sku, Skus.Key(sku)]).Distinct(StringComparer.Ordinal))
        {
            waiting.AddRange(await mappings.ListWaitingAsync(accountId, name, cancellationToken));
        }

        return [.. waiting.Distinct()];
    }

    /// <summary>The names under which an order that waits for a SKU is noted.</summary>
    public static IReadOnlyList<string> WaitingNames(IEnumerable<string> skus) =>
        [.. skus.SelectMany(sku => (string[])[sku, Skus.Key(sku)]).Distinct(StringComparer.Ordinal)];
}
