using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Lazada;

/// <summary>Packs the pieces of a parcel and says that they are ready; Lazada makes the number.</summary>
internal sealed class LazadaShipping(LazadaClient client, LazadaOrders orders)
{
    public async Task<CallResult<TrackingReceipt>> ArrangeAsync(
        StoreAccount account,
        TrackingPush push,
        CancellationToken cancellationToken
    )
    {
        for (var look = 1; ; look++)
        {
            var read = await orders.ReadWithItemsAsync(account, push.StoreOrderId, cancellationToken);
            if (!read.IsSuccess)
            {
                return read.As<TrackingReceipt>();
            }

            if (read.Value.Reading.Order is not { } order)
            {
                return CallResult.NotSent<TrackingReceipt>(
                    new CallProblem(ProblemKind.Unreadable, "unreadable", read.Value.Reading.Problem ?? "the order cannot be read")
                );
            }

            var pieces = Choose(read.Value.Items, push);
            if (FindObstacle(order, pieces) is { } obstacle)
            {
                return obstacle;
            }

            var package = pieces.Own.FirstOrDefault()?.PackageId;
            if (pieces.Open.Count == 0)
            {
                return Receipt(order, package!, push, wasThere: true);
            }

            var arranged = await ArrangeAsync(account, push, pieces.Open, cancellationToken);
            if (arranged.IsSuccess)
            {
                var now = await orders.ReadAsync(account, push.StoreOrderId, cancellationToken);
                return Receipt(now.IsSuccess ? now.Value.Order : null, package ?? arranged.Value, push, wasThere: false);
            }

            // A refusal means that the order is no longer what was read: one more look says what became of it.
            if (arranged.Outcome != CallOutcome.Refused || arranged.Problem.Kind != ProblemKind.Rejected || look == 2)
            {
                return arranged.As<TrackingReceipt>();
            }
        }
    }

    public Task<CallResult<ShippingLabel?>> ReadLabelAsync(StoreAccount account, string packageId, CancellationToken cancellationToken) =>
        client.PostAsync(
            account,
            "/order/package/document/get",
            "getDocumentReq",
            new { doc_type = "PDF", packages = (object[])[new { package_id = packageId }] },
            packageId,
            isRead: true,
            json => CallResult.Success<ShippingLabel?>(new ShippingLabel("application/pdf", Convert.FromBase64String(json.Text("file")))),
            cancellationToken
        );

    // What an earlier try sent counts: only the rest of the parcel is still to be packed.
    private static Pieces Choose(IReadOnlyList<LazadaItem> items, TrackingPush push)
    {
        var others = push
            .OwnNumbers.Where(number => !push.PlatformNumbers.Append(push.TrackingNumber).Holds(number) && number != push.Replaces)
            .ToList();
        var open = new List<LazadaItem>();
        var own = new List<LazadaItem>();
        var areOthersSent = false;
        foreach (var line in items.GroupBy(item => item.LineId, StringComparer.Ordinal))
        {
            var wanted = push.Lines.Count == 0 ? line.Count() : push.Lines.Where(one => one.LineId == line.Key).Sum(one => one.Quantity);
            if (wanted == 0)
            {
                continue;
            }

            var sent = line.Where(item => item.PackageId is not null && LazadaTables.IsSent(item.Status))
                .ToLookup(item => item.TrackingCode is { } number && others.Holds(number));
            var mine = sent[false].OrderBy(item => item.Id, StringComparer.Ordinal).Take(wanted).ToList();
            own.AddRange(mine);
            areOthersSent |= sent[true].Any();

            // Those that are packed already come first: an earlier try went that far.
            open.AddRange(
                line.Where(item => LazadaTables.IsOpen(item.Status))
                    .OrderBy(item => item.Status == "packed" ? 0 : 1)
                    .ThenBy(item => item.Id, StringComparer.Ordinal)
                    .Take(wanted - mine.Count)
            );
        }

        return new Pieces(open, own, areOthersSent);
    }

    private static CallResult<TrackingReceipt>? FindObstacle(StoreOrder order, Pieces pieces) =>
        order.IsCancelled ? Refused("order-cancelled", "The store's order is cancelled.", RefusalMeaning.OrderCancelled)
        : order.StoreHold is { } hold ? Refused("on-hold", $"Lazada holds the order back: {hold}.", RefusalMeaning.WrongState)
        : pieces.Open.Exists(item => item.Status == "unpaid") ? Refused("not-paid", "The order is not paid.", RefusalMeaning.WrongState)
        : pieces.Open.Count > 0 || pieces.Own.Count > 0 ? null
        : pieces.AreOthersSent
            ? Refused("sent-in-others", "Other parcels have all pieces of these goods in Lazada.", RefusalMeaning.WrongState)
        : Refused("nothing-left", "No piece of these goods is left to be sent.", RefusalMeaning.TakenBack);

    private async Task<CallResult<string>> ArrangeAsync(
        StoreAccount account,
        TrackingPush push,
        List<LazadaItem> pieces,
        CancellationToken cancellationToken
    )
    {
        var packages = pieces
            .Where(item => !LazadaTables.MayBePacked(item.Status))
            .Select(item => item.PackageId)
            .OfType<string>()
            .ToList();
        var unpacked = pieces.Where(item => LazadaTables.MayBePacked(item.Status)).Select(item => Number(item.Id)).ToList();
        if (unpacked.Count > 0)
        {
            var way = await ChooseWayAsync(account, push, unpacked, cancellationToken);
            if (!way.IsSuccess)
            {
                return way.As<string>();
            }

            var packed = await PackAsync(account, push, unpacked, way.Value, cancellationToken);
            if (!packed.IsSuccess)
            {
                return packed.As<string>();
            }

            packages.AddRange(packed.Value);
        }

        packages = [.. packages.Distinct(StringComparer.Ordinal)];
        var ready = await client.PostAsync(
            account,
            "/order/package/rts",
            "readyToShipReq",
            new { packages = packages.Select(id => new { package_id = id }) },
            $"{push.StoreOrderId}/{packages[0]}",
            isRead: false,
            json => Rows(json.Items("packages"), _ => CallResult.Success(packages[0])),
            cancellationToken
        );
        return ready;
    }

    private Task<CallResult<(string Type, string? Provider)>> ChooseWayAsync(
        StoreAccount account,
        TrackingPush push,
        List<long> items,
        CancellationToken cancellationToken
    ) =>
        client.PostAsync(
            account,
            "/order/shipment/providers/get",
            "getShipmentProvidersReq",
            new { orders = (object[])[new { order_id = Number(push.StoreOrderId), order_item_ids = items }] },
            push.StoreOrderId,
            isRead: true,
            json =>
            {
                var type = json.OptionalText("shipping_allocate_type") ?? "TFS";
                var providers = json.OptionalItems("shipment_providers");

                // Where the seller is to choose among several, the app does not.
                return type != "NTFS" ? CallResult.Success((type, (string?)null))
                    : providers.Count == 1 ? CallResult.Success((type, (string?)providers[0].Text("provider_code")))
                    : CallResult.Refused<(string, string?)>(
                        "needs-person",
                        $"Lazada offers {providers.Count} carriers: pack the order in the Seller Center.",
                        RefusalMeaning.WrongState
                    );
            },
            cancellationToken
        );

    private Task<CallResult<IReadOnlyList<string>>> PackAsync(
        StoreAccount account,
        TrackingPush push,
        List<long> items,
        (string Type, string? Provider) way,
        CancellationToken cancellationToken
    )
    {
        var request = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["pack_order_list"] = (object[])[new { order_id = Number(push.StoreOrderId), order_item_list = items }],
            ["delivery_type"] = "dropship",
            ["shipping_allocate_type"] = way.Type,
        };
        if (way.Provider is not null)
        {
            request["shipment_provider_code"] = way.Provider;
        }

        return client.PostAsync(
            account,
            "/order/fulfill/pack",
            "packReq",
            request,
            push.StoreOrderId,
            isRead: false,
            json =>
                Rows(
                    [.. json.Items("pack_order_list").SelectMany(order => order.Items("order_item_list"))],
                    rows => CallResult.Success<IReadOnlyList<string>>([.. rows.Select(row => row.Text("package_id"))])
                ),
            cancellationToken
        );
    }

    // A success as a whole says nothing of each row.
    private static CallResult<T> Rows<T>(IReadOnlyList<JsonElement> rows, Func<IReadOnlyList<JsonElement>, CallResult<T>> read)
    {
        if (rows.Count == 0)
        {
            throw new UnreadableReplyException("the reply tells of no row");
        }

        foreach (var row in rows.Where(row => row.Text("item_err_code") != "0"))
        {
            return row.OptionalFlag("retry") == true
                ? CallProblems.NotSent<T>(row.Text("item_err_code"), row.OptionalText("msg") ?? "no message")
                : LazadaTables.Failed<T>(row.Text("item_err_code"), row.OptionalText("msg") ?? "no message");
        }

        return read(rows);
    }

    private static CallResult<TrackingReceipt> Receipt(StoreOrder? now, string package, TrackingPush push, bool wasThere)
    {
        var number = now
            ?.Fulfilments.Where(fulfilment => fulfilment.FulfilmentId == package)
            .SelectMany(fulfilment => fulfilment.TrackingNumbers)
            .FirstOrDefault();
        return number is not null && number == push.Replaces && number != push.TrackingNumber
            ? Refused("no-replacement", $"Lazada keeps {number}: it replaces no number.", RefusalMeaning.WrongState)
            : CallResult.Success(new TrackingReceipt(package, wasThere, number == push.TrackingNumber ? null : number, now));
    }

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);

    private static CallResult<TrackingReceipt> Refused(string code, string text, RefusalMeaning meaning) =>
        CallResult.Refused<TrackingReceipt>(code, text, meaning);

    /// <summary>The pieces of a parcel's lines.</summary>
    /// <param name="Open">Those that are still to be sent in it.</param>
    /// <param name="Own">Those that were sent in it.</param>
    /// <param name="AreOthersSent">Whether some were sent in other parcels of ours.</param>
    private sealed record Pieces(List<LazadaItem> Open, List<LazadaItem> Own, bool AreOthersSent);
}
