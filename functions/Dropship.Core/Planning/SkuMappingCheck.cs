using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Planning;

/// <summary>Compares a mapping with 1688's offers before it is saved, so that a wrong one is not found out by a paid order.</summary>
public sealed class SkuMappingCheck(IPurchasingAccounts purchasingAccounts, ISkuMappings mappings, ISupplierMarket market)
{
    /// <summary>More pieces for one sold are unusual.</summary>
    public const int UsualQuantity = 100;

    // More texts than people read help nobody.
    private const int MostSpecsNamed = 20;

    /// <summary>Reads the offers of a mapping that <see cref="SkuMappingRules"/> allow.</summary>
    /// <param name="mapping">The mapping as given.</param>
    /// <param name="store">Its store.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<MappingFindings> FindAsync(SkuMapping mapping, StoreAccount store, CancellationToken cancellationToken)
    {
        var unusual = Unusual(mapping);
        var id = mapping.PurchasingAccountId ?? store.PurchasingAccountId;
        if (await purchasingAccounts.FindAsync(id, cancellationToken) is not { } account)
        {
            return new MappingFindings(mapping, [$"purchasingAccountId: there is no purchasing account '{id}'."], unusual, null);
        }

        if (mapping.Items.Count == 0)
        {
            return new MappingFindings(mapping, [], unusual, null);
        }

        var known = (await mappings.ListAsync(mapping.AccountId, cancellationToken))
            .Where(other => other.Sku != mapping.Sku)
            .SelectMany(other => other.Items)
            .ToList();
        var mistakes = new List<string>();
        var items = new List<MappedItem>();
        for (var index = 0; index < mapping.Items.Count; index++)
        {
            var item = mapping.Items[index];
            var read = await market.ReadOfferAsync(account, item.OfferId, cancellationToken);
            if (read.IsSuccess)
            {
                mistakes.AddRange(
                    Mistakes(item, read.Value, known)
                        .Select(mistake => string.Create(CultureInfo.InvariantCulture, $"items[{index}].{mistake}"))
                );
                items.Add(Completed(item, read.Value));
            }
            else if (read.Problem.Meaning is RefusalMeaning.NotFound or RefusalMeaning.OfferNotForSale)
            {
                mistakes.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"items[{index}].offerId: 1688 has no offer {item.OfferId} on sale; look at detail.1688.com/offer/{item.OfferId}.html."
                    )
                );
            }
            else
            {
                return new MappingFindings(mapping, mistakes, unusual, read.Problem);
            }
        }

        return new MappingFindings(mistakes.Count == 0 ? mapping with { Items = items } : mapping, mistakes, unusual, null);
    }

    /// <summary>The values of a mapping that a person has to confirm.</summary>
    public static IReadOnlyList<string> Unusual(SkuMapping mapping) =>
        [
            .. mapping
                .Items.Index()
                .Where(entry => entry.Item.Quantity > UsualQuantity)
                .Select(entry =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"items[{entry.Index}].quantity: {entry.Item.Quantity} pieces for one sold is unusual; add \"confirm\": true if it is meant."
                    )
                ),
        ];

    private IEnumerable<string> Mistakes(MappedItem item, SupplierOffer offer, IReadOnlyList<MappedItem> known)
    {
        if (!offer.IsForSale)
        {
            yield return $"offerId: offer {offer.OfferId} is not for sale now.";
        }

        if (offer.Specs.Count == 0 && item.SpecId is not null)
        {
            yield return "specId: the offer has no specs; leave it out.";
        }
        else if (offer.Specs.Count > 0 && offer.Specs.All(spec => spec.SpecId != item.SpecId))
        {
            var specs = string.Join(", ", offer.Specs.Take(MostSpecsNamed).Select(spec => $"{spec.SpecId} ({spec.Name})"));
            yield return item.SpecId is null
                ? $"specId: is missing; the offer has {specs}."
                : $"specId: the offer has no spec '{item.SpecId}'; it has {specs}.";
        }

        if (WhyNotOf(item, offer, known) is { } why)
        {
            yield return $"supplierId: {why}";
        }
    }

    // 1688 names a seller by different ids in different places, so that the id alone does not always tell.
    private string? WhyNotOf(MappedItem item, SupplierOffer offer, IReadOnlyList<MappedItem> known)
    {
        if (offer.SupplierId is { } seller && market.IsMemberId(seller) && market.IsMemberId(item.SupplierId) && seller != item.SupplierId)
        {
            return $"offer {offer.OfferId} is sold by {offer.SupplierId}.";
        }

        if (known.FirstOrDefault(other => other.OfferId == item.OfferId && other.SupplierId != item.SupplierId) is { } same)
        {
            return $"offer {offer.OfferId} is mapped to supplier {same.SupplierId} elsewhere; one of the two is wrong.";
        }

        if (offer.SupplierName is not { } name)
        {
            return null;
        }

        if (
            known.FirstOrDefault(other =>
                other.SupplierId == item.SupplierId
                && other.OfferId != item.OfferId
                && other.SupplierName is { } otherName
                && otherName != name
            ) is
            { } another
        )
        {
            return $"{item.SupplierId} is {another.SupplierName} elsewhere, and offer {offer.OfferId} is sold by {name}.";
        }

        return known.FirstOrDefault(other => other.SupplierName == name && other.SupplierId != item.SupplierId) is { } right
            ? $"offer {offer.OfferId} is sold by {name}, which is {right.SupplierId} elsewhere."
            : null;
    }

    private static MappedItem Completed(MappedItem item, SupplierOffer offer) =>
        item with
        {
            Title = item.Title ?? offer.Title,
            SupplierName = item.SupplierName ?? offer.SupplierName,
            ImageUrl = item.ImageUrl ?? offer.Specs.FirstOrDefault(spec => spec.SpecId == item.SpecId)?.ImageUrl ?? offer.ImageUrl,
        };
}
