namespace Dropship.Core.Orders;

/// <summary>Erases names, addresses and remarks. The ledger and the history stay: they hold none.</summary>
public sealed class PersonalDataErasure(IOrders orders, ISubmittedOrders submitted, TimeProvider time)
{
    /// <summary>Erases an order's personal data because its store asks for it. An order that is not here, or was erased before, is no
    /// error.</summary>
    public Task EraseAsync(OrderKey key, string why, CancellationToken cancellationToken) =>
        EraseAsync(key, Actor.Store, why, cancellationToken);

    /// <summary>Erases on request of an operator.</summary>
    /// <param name="key">The order.</param>
    /// <param name="who">Who requested it.</param>
    /// <param name="why">Why.</param>
    public async Task EraseAsync(OrderKey key, string who, string why, CancellationToken cancellationToken)
    {
        await EraseSubmittedAsync(key, cancellationToken);
        if (await orders.LoadAsync(key, cancellationToken) is null)
        {
            return;
        }

        var erased = await orders.EditAsync(
            key,
            who,
            time,
            edit =>
            {
                if (edit.Record.PersonalDataErasedAt is null)
                {
                    edit.Change(
                        EventKinds.PersonalDataErased,
                        why,
                        record =>
                            record with
                            {
                                PersonalDataErasedAt = edit.Now,
                                StoreOrder = record.StoreOrder with { ShipTo = null, Note = null },
                            }
                    );
                }
            },
            cancellationToken
        );
        await orders.UpdateListingAsync(erased, isListed: true, cancellationToken);
    }

    // First: what lies there would be taken in again.
    private async Task EraseSubmittedAsync(OrderKey key, CancellationToken cancellationToken)
    {
        while (
            await submitted.FindAsync(key, cancellationToken) is { IsErased: false } order
            && !await submitted.TrySaveAsync(
                order with
                {
                    Content = order.Content with { ShipTo = null, Note = null },
                    IsErased = true,
                },
                cancellationToken
            )
        )
        {
            // A change was submitted meanwhile.
        }
    }
}
