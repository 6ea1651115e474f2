using Dropship.Core;
using Dropship.Core.Ports;
using Microsoft.AspNetCore.Mvc;

namespace Dropship.Functions.Http;

/// <summary>The answers to calls that name what does not exist. Names in an address may be anything; only valid ones are looked
/// up.</summary>
internal static class Missing
{
    public static Task<StoreAccount?> FindValidAsync(this IStoreAccounts accounts, string id, CancellationToken cancellationToken) =>
        AccountIds.IsValid(id) ? accounts.FindAsync(id, cancellationToken) : Task.FromResult<StoreAccount?>(null);

    public static Task<PurchasingAccount?> FindValidAsync(
        this IPurchasingAccounts accounts,
        string id,
        CancellationToken cancellationToken
    ) => AccountIds.IsValid(id) ? accounts.FindAsync(id, cancellationToken) : Task.FromResult<PurchasingAccount?>(null);

    public static IActionResult Store(string id) => Problems.NotFound($"There is no store account '{Shown(id)}'.");

    public static IActionResult Purchasing(string id) => Problems.NotFound($"There is no purchasing account '{Shown(id)}'.");

    public static Task<ForwarderAccount?> FindValidAsync(
        this IForwarderAccounts accounts,
        string id,
        CancellationToken cancellationToken
    ) => AccountIds.IsValid(id) ? accounts.FindAsync(id, cancellationToken) : Task.FromResult<ForwarderAccount?>(null);

    public static IActionResult Forwarder(string id) => Problems.NotFound($"There is no forwarder '{Shown(id)}'.");

    public static IActionResult Mapping(string sku) => Problems.NotFound($"There is no mapping of the SKU '{Shown(sku)}'.");

    public static IActionResult Order(string accountId, string idOrNumber) =>
        Problems.NotFound($"The store account '{Shown(accountId)}' has no order with the id or number '{Shown(idOrNumber)}'.");

    public static IActionResult PurchaseOrder(string key) => Problems.NotFound($"There is no purchase order '{Shown(key)}'.");

    public static IActionResult FailedMessage(string id) => Problems.NotFound($"There is no failed message '{Shown(id)}'.");

    public static IActionResult Alert(string key) =>
        Problems.NotFound(
            $"There is no open alert '{Shown(key)}' that ends by a person's word alone. Of an order's alert, release the order."
        );

    private static string Shown(string text) => text.Length <= 100 ? text : $"{text[..100]}…";
}
