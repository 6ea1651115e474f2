using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>Takes forwarders' callbacks. A callback is no data: what it is about is read from the forwarder.</summary>
public sealed class ForwarderCallbackIntake(
    IForwarderAccounts accounts,
    IForwarders forwarders,
    IOrders orders,
    IFulfilmentWaker waker,
    OrderProjection projection,
    FulfilmentOptions options,
    TimeProvider time
)
{
    /// <summary>The longest body that is read.</summary>
    public const int MaximumBytes = 256 * 1024;

    /// <exception cref="OutsideUnavailableException">The forwarder could not be read; it calls again.</exception>
    public async Task<WebhookAnswer> TakeAsync(string accountId, WebhookRequest request, CancellationToken cancellationToken)
    {
        if (
            !AccountIds.IsValid(accountId)
            || await accounts.FindAsync(accountId, cancellationToken) is not { } account
            || forwarders.Find(account.Kind) is not { } forwarder
            || forwarder is not IForwarderCallbacks callbacks
        )
        {
            return WebhookAnswer.Refused;
        }

        var callback = await callbacks.ReadCallbackAsync(account, request, cancellationToken);
        foreach (var reference in callback.References.Distinct(StringComparer.Ordinal))
        {
            if (
                PurchaseOrderKey.TryParse(reference, out var key)
                && await orders.LoadAsync(key.Order, cancellationToken) is { } order
                && order.Find(key)?.Forwarder?.Id == account.Id
            )
            {
                await ReadAsync(account, forwarder, order, key, cancellationToken);
            }
        }

        return callback.Answer;
    }

    private async Task ReadAsync(
        ForwarderAccount account,
        IForwarder forwarder,
        Order before,
        PurchaseOrderKey key,
        CancellationToken cancellationToken
    )
    {
        var read = await forwarder.ReadAsync(account, key.Value, cancellationToken);
        if (!read.IsSuccess)
        {
            throw new OutsideUnavailableException("read forwarder", read.Problem);
        }

        var after = await orders.EditFromAsync(
            before,
            Actor.Forwarder,
            time,
            edit => ForwarderNews.Apply(edit, key, read.Value, options),
            cancellationToken
        );
        await waker.WakeAsync(before, after, isRedelivery: true, cancellationToken);
        await projection.FinishAsync(before, after, isRedelivery: true, cancellationToken);
    }
}
