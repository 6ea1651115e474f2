using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Which shop an address leads to, however the address is written. Pure.</summary>
public static class ShopAddress
{
    /// <summary>Whether two accounts are one shop: by the platform's id of it, or by the address where each shop has its own.</summary>
    /// <param name="one">An account.</param>
    /// <param name="other">Another account.</param>
    /// <param name="isShared">Whether the platform serves many shops at one address.</param>
    public static bool IsSameShop(StoreAccount one, StoreAccount other, bool isShared) =>
        one.Platform == other.Platform
        && (
            (one.ShopId is { } shop && string.Equals(shop, other.ShopId, StringComparison.OrdinalIgnoreCase))
            || (!isShared && Of(one.Endpoint) == Of(other.Endpoint))
        );

    /// <summary>What a shop is known by: the platform's id of it, where that is known, and its address, where each shop has its
    /// own.</summary>
    public static IEnumerable<string> NamesOf(StoreAccount account, bool isShared)
    {
        if (account.ShopId is { } shop)
        {
            yield return shop.ToLowerInvariant();
        }

        if (!isShared)
        {
            yield return Of(account.Endpoint);
        }
    }

    /// <summary>The address in the one form that all its spellings have in common.</summary>
    public static string Of(Uri endpoint)
    {
        var host = endpoint.IsLoopback ? "localhost" : endpoint.IdnHost.TrimEnd('.').ToLowerInvariant();
        var path = string.Join('/', Uri.UnescapeDataString(endpoint.AbsolutePath).Split('/', StringSplitOptions.RemoveEmptyEntries));
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{host}:{endpoint.Port}/{path.ToLowerInvariant()}");
    }
}
