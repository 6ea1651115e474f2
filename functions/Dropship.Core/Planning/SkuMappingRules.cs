using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Planning;

/// <summary>What a mapping must be like before it may be saved.</summary>
public static class SkuMappingRules
{
    private const int LongestText = 500;

    private const int LongestId = 100;

    private const int MostItems = 50;

    /// <summary>All that is wrong with a mapping, each with its remedy; nothing when it may be saved.</summary>
    public static IReadOnlyList<string> Check(SkuMapping mapping)
    {
        var problems = new List<string>();
        if (!AccountIds.IsValid(mapping.AccountId))
        {
            problems.Add($"accountId: must be {AccountIds.Rule}.");
        }

        if (Skus.WhyRefused(mapping.Sku) is { } why)
        {
            problems.Add($"sku: {why}");
        }

        if (mapping.Items.Count == 0 && !mapping.IsSellerFulfilled)
        {
            problems.Add("items: must name at least one kind of goods to buy; set isSellerFulfilled for goods that you send yourself.");
        }
        else if (mapping.Items.Count > MostItems)
        {
            problems.Add($"items: must be at most {MostItems} kinds of goods for one sold.");
            return problems;
        }
        else if (mapping.Items.Count > 0 && mapping.IsSellerFulfilled)
        {
            problems.Add("isSellerFulfilled: goods that you send yourself have nothing to buy; leave items empty.");
        }

        if (mapping.Variant is { Id: var variant })
        {
            if (variant.Length is 0 or > LongestId || OutsideText.HasInvisible(variant) || string.IsNullOrWhiteSpace(variant))
            {
                problems.Add($"variantId: must be the store's id of a variant, with at most {LongestId} characters.");
            }
            else if (mapping.CoversAllVariants)
            {
                problems.Add("variantId: must be left out with coversAllVariants; the mapping then stands for each variant.");
            }
        }

        foreach (
            var twice in mapping.Items.OfType<MappedItem>().GroupBy(item => (item.OfferId, item.SpecId)).Where(same => same.Count() > 1)
        )
        {
            problems.Add(
                $"items: offer {twice.Key.OfferId}{(twice.Key.SpecId is { } spec ? $" with spec {spec}" : string.Empty)} stands there {twice.Count()} times; name it once, with the whole quantity."
            );
        }

        for (var index = 0; index < mapping.Items.Count; index++)
        {
            // Read from outside, a list may hold nothing where something should be.
            if (mapping.Items[index] is not { } item)
            {
                problems.Add($"items[{index}]: must not be null.");
                continue;
            }

            if (item.OfferId.Length is 0 or > 20 || !item.OfferId.All(char.IsAsciiDigit))
            {
                problems.Add($"items[{index}].offerId: must be the digits of a 1688 offer, as in detail.1688.com/offer/<digits>.html.");
            }

            if (string.IsNullOrWhiteSpace(item.SupplierId))
            {
                problems.Add($"items[{index}].supplierId: must be the supplier's member id; goods of one supplier are bought together.");
            }

            if (item.Quantity is < 1 or > 10_000)
            {
                problems.Add($"items[{index}].quantity: must be between 1 and 10000 pieces for one sold.");
            }

            foreach (
                var (name, text) in ((string, string?)[])
                    [("supplierId", item.SupplierId), ("supplierName", item.SupplierName), ("specId", item.SpecId), ("title", item.Title)]
            )
            {
                if (text is not null && (text.Length > LongestText || OutsideText.HasInvisible(text)))
                {
                    problems.Add(
                        $"items[{index}].{name}: must have at most {LongestText} characters, and no line breaks, direction marks or other invisible characters."
                    );
                }
            }

            if (item.ImageUrl is { } image && !IsWebAddress(image))
            {
                problems.Add($"items[{index}].imageUrl: must be an address that begins with https://.");
            }

            if (item.MaximumUnitPrice is { } price && (price is <= 0 or > 10_000_000 || price * 100 != decimal.Truncate(price * 100)))
            {
                problems.Add($"items[{index}].maximumUnitPrice: must be yuan above 0 with at most two decimals.");
            }
        }

        return problems;
    }

    private static bool IsWebAddress(string text) =>
        text.Length <= 2000
        && !OutsideText.HasInvisible(text)
        && !text.Any(char.IsWhiteSpace)
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is ("https" or "http");
}
