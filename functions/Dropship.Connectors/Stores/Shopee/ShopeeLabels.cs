using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shopee;

/// <summary>Reads shipping labels. Shopee makes one when it is asked to, which takes it a while, and hands it out after that.</summary>
internal sealed class ShopeeLabels(ShopeeClient client, ShopeeOrders orders)
{
    public async Task<CallResult<ShippingLabel?>> ReadAsync(
        StoreAccount account,
        string storeOrderId,
        string packageNumber,
        CancellationToken cancellationToken
    )
    {
        var wanted = await FindKindAsync(new Wanted(account, storeOrderId, packageNumber, null), cancellationToken);
        if (!wanted.IsSuccess)
        {
            return wanted.As<ShippingLabel?>();
        }

        var made = await LookAsync(wanted.Value, cancellationToken);
        if (made.Problem?.Code == ShopeeTables.LabelNotAsked || made is { IsSuccess: true, Value: null or State.Failed })
        {
            var asked = await AskAsync(wanted.Value, cancellationToken);
            if (!asked.IsSuccess)
            {
                return asked.As<ShippingLabel?>();
            }

            made = asked.Value ? await LookAsync(wanted.Value, cancellationToken) : CallResult.Success<State?>(null);
        }

        return !made.IsSuccess
            ? made.As<ShippingLabel?>()
            : made.Value switch
            {
                State.Ready => await FetchAsync(wanted.Value, cancellationToken),
                State.Failed => CallResult.Refused<ShippingLabel?>(
                    "label-failed",
                    "Shopee could not make the label.",
                    RefusalMeaning.WrongState
                ),
                _ => CallResult.Success<ShippingLabel?>(null),
            };
    }

    // What was asked for by one kind is handed out by the same alone.
    private Task<CallResult<Wanted>> FindKindAsync(Wanted wanted, CancellationToken cancellationToken) =>
        client.AskAsync(
            wanted.Account,
            "/api/v2/logistics/get_shipping_document_parameter",
            new { order_list = (object[])[wanted.Named()] },
            wanted.Subject,
            json => CallResult.Success(wanted with { Kind = Row(json)?.OptionalText("suggest_shipping_document_type") }),
            cancellationToken
        );

    /// <returns>How far the label is; null when nothing is told of it.</returns>
    private Task<CallResult<State?>> LookAsync(Wanted wanted, CancellationToken cancellationToken) =>
        client.AskAsync(
            wanted.Account,
            "/api/v2/logistics/get_shipping_document_result",
            new { order_list = (object[])[wanted.Named()] },
            wanted.Subject,
            json =>
                CallResult.Success<State?>(
                    Row(json)?.Text("status") switch
                    {
                        null => null,
                        "READY" => State.Ready,
                        "PROCESSING" => State.Processing,
                        "FAILED" => State.Failed,
                        var other => throw new UnreadableReplyException($"'status' of a label is '{other}'"),
                    }
                ),
            cancellationToken
        );

    /// <returns>False when the package has no number yet, without which there is no label.</returns>
    private async Task<CallResult<bool>> AskAsync(Wanted wanted, CancellationToken cancellationToken)
    {
        var read = await orders.ReadParcelsAsync(wanted.Account, wanted.StoreOrderId, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.As<bool>();
        }

        var parcels = read.Value.Parcels;
        var package = parcels.Packages.FirstOrDefault(one => one.Number == wanted.PackageNumber);
        if (package is not { IsArranged: true })
        {
            return package is null
                ? CallResult.Refused<bool>("no-such-package", "The order has no such package.", RefusalMeaning.NotFound)
                : CallResult.Refused<bool>("not-arranged", "The shipment of the package is not arranged.", RefusalMeaning.WrongState);
        }

        var number = await orders.ReadNumberAsync(
            wanted.Account,
            wanted.StoreOrderId,
            parcels.NamesPackages ? wanted.PackageNumber : null,
            cancellationToken
        );
        return !number.IsSuccess ? number.As<bool>()
            : number.Value is null ? CallResult.Success(false)
            : await client.PostAsync(
                wanted.Account,
                "/api/v2/logistics/create_shipping_document",
                new { order_list = (object[])[wanted.Named(number.Value)] },
                wanted.Subject,
                _ => CallResult.Success(true),
                cancellationToken
            );
    }

    private Task<CallResult<ShippingLabel?>> FetchAsync(Wanted wanted, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal) { ["order_list"] = (object[])[wanted.Named(withKind: false)] };
        if (wanted.Kind is { } kind)
        {
            body["shipping_document_type"] = kind;
        }

        return client.FetchAsync<ShippingLabel?>(
            wanted.Account,
            "/api/v2/logistics/download_shipping_document",
            body,
            wanted.Subject,
            file =>
                CallResult.Success<ShippingLabel?>(
                    file.AsSpan().StartsWith("%PDF-"u8) ? new ShippingLabel("application/pdf", file)
                    : file.AsSpan().StartsWith("PK\u0003\u0004"u8) ? new ShippingLabel("application/zip", file)
                    : throw new UnreadableReplyException($"{file.Length} bytes that are neither a PDF nor a ZIP")
                ),
            cancellationToken
        );
    }

    private static JsonElement? Row(JsonElement json) => json.Object("response").Items("result_list").Cast<JsonElement?>().FirstOrDefault();

    private enum State
    {
        Processing,
        Ready,
        Failed,
    }

    private sealed record Wanted(StoreAccount Account, string StoreOrderId, string PackageNumber, string? Kind)
    {
        public string Subject => $"{StoreOrderId}/{PackageNumber}";

        /// <summary>The package in the fields of a call; unlike elsewhere it is named though its order is not split.</summary>
        public Dictionary<string, string> Named(string? trackingNumber = null, bool withKind = true)
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["order_sn"] = StoreOrderId,
                ["package_number"] = PackageNumber,
            };
            if (trackingNumber is not null)
            {
                fields["tracking_number"] = trackingNumber;
            }

            if (withKind && Kind is not null)
            {
                fields["shipping_document_type"] = Kind;
            }

            return fields;
        }
    }
}
