using Dropship.Sandbox.Alibaba1688;
using Dropship.Sandbox.Shopify;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Control;

/// <summary>Makes orders on demand.</summary>
internal static class ControlService
{
    private const long PostageCents = 490;

    /// <exception cref="ControlException">The wish cannot be granted; the message says why.</exception>
    public static List<StoreOrder> Make(Step step, OrderWish wish, string origin)
    {
        if (!step.Settings.Shops.Contains(wish.Shop, StringComparer.Ordinal))
        {
            throw new ControlException($"There is no shop '{wish.Shop}'.");
        }

        if (!SampleBuyers.Countries.Contains(wish.Country) && wish.Address is null)
        {
            throw new ControlException(
                $"No buyer of '{wish.Country}' is known; give an address, or one of {string.Join(", ", SampleBuyers.Countries)}."
            );
        }

        if (wish.Count is < 1 or > 20000)
        {
            throw new ControlException("count must be from 1 to 20000.");
        }

        if (wish.Malformed is not (null or StoreOrder.MalformedCurrency or StoreOrder.MalformedLine))
        {
            throw new ControlException("malformed must be currency or line.");
        }

        var orders = new List<StoreOrder>();
        for (var i = 0; i < wish.Count; i++)
        {
            var number = step.Next("control-order");
            var (currency, buyer) = SampleBuyers.Countries.Contains(wish.Country)
                ? SampleBuyers.Of(wish.Country, number)
                : ("USD", wish.Address!);
            var order = new StoreOrder
            {
                Shop = wish.Shop,
                Email = wish.Email ?? $"buyer{number}@example.com",
                Note = wish.Note,
                Test = wish.Test,
                Currency = wish.Currency ?? currency,
                ShippingPrice = PostageCents,
                ShippingAddress = wish.Address ?? buyer,
                FinancialStatus = wish.FinancialStatus ?? (wish.Paid ? "PAID" : "PENDING"),
                RiskRecommendation = wish.Risk ?? "ACCEPT",
                Tags = ["sandbox"],
                Malformed = wish.Malformed,
            };
            var lines =
                wish.Lines
                ??
                [
                    new LineWish
                    {
                        Sku = wish.Sku ?? Catalogue.Products[(int)(number % Catalogue.Products.Count)].Sku,
                        Quantity = wish.Quantity,
                    },
                ];
            order.Lines.AddRange(lines.Select((line, index) => Line(line, index, origin)));
            StoreService.Create(step, order, Math.Clamp(wish.Locations, 1, 2));
            if (wish.FulfillWithinHours is { } hours)
            {
                order.FulfillmentOrders.ForEach(f => f.FulfillBy = step.Now.AddHours(hours));
            }

            if (wish.Hold is not null)
            {
                StoreService.Hold(step, order, wish.Hold, "asked for by hand");
            }

            orders.Add(order);
        }

        return orders;
    }

    private static StoreLine Line(LineWish wish, int index, string origin)
    {
        var product = Catalogue.Products.FirstOrDefault(p => p.Sku == wish.Sku);
        var place = product is null ? 900 + index : Catalogue.Products.Select((p, i) => (p, i)).First(x => x.p == product).i;
        return new StoreLine
        {
            Sku = wish.Sku,
            Title = wish.Title ?? product?.Title ?? "Unlisted item",
            VariantTitle = product?.Variant,
            ImageUrl = product is null ? null : $"{origin}/1688/img/{product.Parts[0].OfferId}.svg",
            VariantId = 41000000000000 + place,
            ProductId = 7600000000000 + place,
            Price = wish.Price ?? product?.PriceCents ?? 1000,
            Quantity = wish.Quantity,
            RequiresShipping = wish.RequiresShipping,
        };
    }
}
