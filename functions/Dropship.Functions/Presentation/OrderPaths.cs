using Dropship.Core;

namespace Dropship.Functions.Presentation;

/// <summary>The addresses below the order list.</summary>
internal static class OrderPaths
{
    /// <summary>The page of an order.</summary>
    /// <param name="list">The list's address or path, without a '/' at its end.</param>
    /// <param name="key">The order.</param>
    public static string PageOf(string list, OrderKey key) =>
        $"{list}/orders/{Uri.EscapeDataString(key.AccountId)}/{Uri.EscapeDataString(key.StoreOrderId)}";
}
