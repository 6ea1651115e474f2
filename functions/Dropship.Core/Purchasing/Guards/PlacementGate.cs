using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing.Guards;

/// <summary>What every purchase order passes before it is placed: the switch, the market's preview, the figures, and the limits of the
/// day.</summary>
public sealed class PlacementGate(
    IStoreAccounts stores,
    PurchaseRequests requests,
    ISupplierMarket market,
    PurchaseGuards guards,
    SpendBudget budget,
    IStopSwitch stop,
    TimeProvider time
)
{
    /// <summary>Asks whether a purchase order may be placed. Has no effect but the reservation in the answer.</summary>
    public async Task<PlacementCheck> AskAsync(
        Order record,
        PurchaseOrder purchase,
        PurchasingAccount purchasingAccount,
        CancellationToken cancellationToken
    )
    {
        if (await stop.FindStopAsync(cancellationToken) is { } stopped)
        {
            return new PlacementCheck { Stop = stopped };
        }

        var store = await stores.RequireAsync(record.Key.AccountId, cancellationToken);
        if (await requests.MakeAsync(record, purchase, purchasingAccount, cancellationToken) is not { } request)
        {
            return Held(HoldReasons.AddressIncomplete, "the address is not kept any more");
        }

        var preview = await market.PreviewAsync(purchasingAccount, request, cancellationToken);
        if (!preview.IsSuccess)
        {
            return new PlacementCheck { Outcome = preview.Outcome, Problem = preview.Problem };
        }

        if (WhyNotTraded(purchasingAccount, preview.Value) is { } why)
        {
            return Held(HoldReasons.PlacementRefused, why);
        }

        request = request with
        {
            TradeType = purchasingAccount.TradeType ?? preview.Value.TradeTypes[0],
            Flow = preview.Value.Flow ?? purchasingAccount.Flow,
        };
        if (purchase.Placement is { } earlier && earlier.RequestDigest != request.Digest())
        {
            return Held(HoldReasons.RequestChanged, $"attempt {earlier.Attempt} asked for something else");
        }

        var previews = await PreviewTogetherAsync(record, purchase, cancellationToken);
        previews[purchase.Key] = Remember(preview.Value);
        var answer = new PlacementCheck { Request = request, Previews = previews };
        var priced = record with
        {
            PurchaseOrders =
            [
                .. record.PurchaseOrders.Select(one => previews.TryGetValue(one.Key, out var seen) ? one with { Preview = seen } : one),
            ],
        };
        if (
            (
                await guards.JudgeAsync(priced, purchase.Key, store, cancellationToken)
                ?? await guards.JudgeSupplierAsync(purchase, preview.Value.Total, cancellationToken)
            ) is
            { } violation
        )
        {
            return answer with { GuardViolation = violation };
        }

        var (reservation, refusal) = await budget.ReserveAsync(purchase, record.Key.AccountId, preview.Value.Total, cancellationToken);

        // Asking took its time: the switch is read once more, right before the money goes out.
        return answer with
        {
            Reservation = reservation,
            GuardViolation = refusal,
            Stop = await stop.FindStopAsync(cancellationToken),
        };
    }

    /// <summary>When there may be room under the limits again.</summary>
    public DateTimeOffset NextRoom() => budget.NextLook();

    /// <summary>Gives back what was reserved for a purchase order that is not bought.</summary>
    public Task GiveBackAsync(SpendReservation reservation, CancellationToken cancellationToken) =>
        budget.GiveBackAsync(reservation, cancellationToken);

    private static PlacementCheck Held(HoldReason reason, string detail) => new() { GuardViolation = new GuardViolation(reason, detail) };

    private static string? WhyNotTraded(PurchasingAccount purchasingAccount, PurchasePreview preview)
    {
        if (preview.TradeTypes.Count == 0)
        {
            return "1688 allows no way to order this by interface";
        }

        return purchasingAccount.TradeType is { } wanted && !preview.TradeTypes.Contains(wanted)
            ? $"1688 does not allow the trade type '{wanted}' here, only: {string.Join(", ", preview.TradeTypes)}"
            : null;
    }

    // What cannot be previewed now keeps what was known of it; without that, the margin is not guessed.
    private async Task<Dictionary<PurchaseOrderKey, PreviewRecord>> PreviewTogetherAsync(
        Order record,
        PurchaseOrder purchase,
        CancellationToken cancellationToken
    )
    {
        var previews = new Dictionary<PurchaseOrderKey, PreviewRecord>();
        foreach (var other in guards.FindUnplacedPartners(record, purchase))
        {
            if (await requests.FindAsync(record, other, cancellationToken) is { } asked)
            {
                var preview = await market.PreviewAsync(asked.Account, asked.Request, cancellationToken);
                if (preview.IsSuccess)
                {
                    previews[other.Key] = Remember(preview.Value);
                }
            }
        }

        return previews;
    }

    private PreviewRecord Remember(PurchasePreview preview) => new(preview.Total, preview.Freight, time.GetUtcNow());
}
