using System.Globalization;
using System.Security.Cryptography;
using Dropship.Sandbox.Alibaba1688;
using Dropship.Sandbox.Control;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores;

/// <summary>The rules by which the orders and the tokens of a store change, whoever changes them.</summary>
internal static class StoreBook
{
    public static StoreSettings SettingsOf(Step step, string platform) => step.Get<StoreSettings>(platform);

    public static PlatformOrder? Find(Step step, string platform, string id) => step.Find<PlatformOrder>($"{platform}|{id}");

    public static IEnumerable<PlatformOrder> All(Step step, string platform) =>
        step.All<PlatformOrder>().Where(order => order.Platform == platform);

    public static PlatformOrder Make(Step step, StoreStandIn store, PlatformWish wish)
    {
        var sequence = step.Next($"{store.Name}-order");
        var lines = wish.Lines ?? [new LineWish { Sku = wish.Sku, Quantity = wish.Quantity }];
        var order = new PlatformOrder
        {
            Platform = store.Name,
            Id = store.IdOf(sequence),
            Sequence = sequence,
            CreatedAt = step.Now,
            ShipBy = step.Now.AddDays(3),
            Currency = wish.Currency ?? SettingsOf(step, store.Name).Currency,
            Note = wish.Note,
            Address = SampleBuyers.Of(wish.Country, sequence).Address,
        };
        order.Key = $"{store.Name}|{order.Id}";
        order.Lines.AddRange(
            lines.Select(
                (line, place) =>
                {
                    var product = Catalogue.Products.FirstOrDefault(one => one.Sku == line.Sku);
                    return new PlatformLine
                    {
                        Id = string.Create(CultureInfo.InvariantCulture, $"{(sequence * 100) + place + 1}"),
                        Sku = line.Sku,
                        Title = line.Title ?? product?.Title ?? "Unlisted item",
                        Variant = product?.Variant,
                        Quantity = line.Quantity,
                        Price = (line.Price ?? product?.PriceCents ?? 1999) / 100m,
                    };
                }
            )
        );
        if (wish.Paid)
        {
            order.PaidAt = step.Now;
        }

        step.Add(order);
        Changed(step, store, order, isNew: true);
        return order;
    }

    public static void Pay(Step step, StoreStandIn store, PlatformOrder order)
    {
        order.PaidAt = step.Now;
        Changed(step, store, order);
    }

    public static void Cancel(Step step, StoreStandIn store, PlatformOrder order)
    {
        order.CancelledAt = step.Now;
        Changed(step, store, order);
    }

    /// <summary>Takes the first line back as a whole.</summary>
    public static void RefundLine(Step step, StoreStandIn store, PlatformOrder order)
    {
        order.Lines[0].TakenBack = order.Lines[0].Quantity;
        order.RefundedAt = step.Now;
        Changed(step, store, order);
    }

    /// <summary>Writes a change down and has the platform tell of it.</summary>
    public static void Changed(Step step, StoreStandIn store, PlatformOrder order, bool isNew = false)
    {
        order.UpdatedAt = step.Now > order.UpdatedAt ? step.Now : order.UpdatedAt.AddMilliseconds(1);
        step.Touch(order);
        if (SettingsOf(step, store.Name).WebhookUrl is { Length: > 0 } url && store.Tell(step, order, isNew) is { } delivery)
        {
            delivery.Key = Guid.NewGuid().ToString();
            delivery.Target = store.Name;
            delivery.Url = url;
            delivery.DueAt = step.Elapsed;
            step.Add(delivery);
        }
    }

    /// <summary>Whether a token lets in now.</summary>
    public static bool IsLetIn(Step step, string platform, string? token) =>
        token is not null && SettingsOf(step, platform).AccessTokens.TryGetValue(token, out var end) && end > step.Elapsed;

    /// <summary>Gives a new access token, and a new refresh token where one works once.</summary>
    public static (string Access, string Refresh) Grant(Step step, string platform, double lifeSeconds, bool rotates)
    {
        var settings = SettingsOf(step, platform);
        var access = NewToken();
        settings.AccessTokens[access] = step.Elapsed + lifeSeconds;
        if (rotates || settings.RefreshToken is null)
        {
            settings.RefreshToken = NewToken();
        }

        step.Touch(settings);
        return (access, settings.RefreshToken);
    }

    public static string NewCode(Step step, string platform, double lifeSeconds)
    {
        var settings = SettingsOf(step, platform);
        var code = NewToken();
        settings.Codes[code] = step.Elapsed + lifeSeconds;
        step.Touch(settings);
        return code;
    }

    /// <summary>Takes a code, which works once.</summary>
    public static bool TakeCode(Step step, string platform, string? code)
    {
        var settings = SettingsOf(step, platform);
        step.Touch(settings);
        return code is not null && settings.Codes.Remove(code, out var end) && end > step.Elapsed;
    }

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
