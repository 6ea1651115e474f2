using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Forwarders;

/// <summary>A forwarder that speaks the protocol of docs/reference/forwarder-api.md: signed JSON over HTTP, and signed callbacks.</summary>
internal sealed class HttpForwarder(ApiClient client, Credentials<ForwarderCredentials> credentials, TimeProvider time)
    : IForwarder,
        IForwarderCallbacks
{
    public const string ConnectorName = "forwarder";

    // A callback is answered once the order was read here, and its sender does not wait for long.
    private const double CallsPerSecond = 20;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Kind => "http";

    public bool CanBeAsked => true;

    public Task<CallResult<Unit>> AnnounceAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            account,
            "announce",
            announcement.Reference,
            HttpMethod.Post,
            "announcements",
            JsonSerializer.SerializeToUtf8Bytes(BodyOf(announcement), s_json),
            Acknowledged,
            cancellationToken
        );

    public Task<CallResult<ForwarderStatus>> ReadAsync(ForwarderAccount account, string reference, CancellationToken cancellationToken) =>
        SendAsync(
            account,
            "read",
            reference,
            HttpMethod.Get,
            $"announcements/{Uri.EscapeDataString(reference)}",
            [],
            reply => ReadStatus(reply.ReadObject()),
            cancellationToken
        );

    public Task<CallResult<Unit>> CancelAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            account,
            "cancel",
            announcement.Reference,
            HttpMethod.Delete,
            $"announcements/{Uri.EscapeDataString(announcement.Reference)}",
            [],
            Acknowledged,
            cancellationToken
        );

    public Task<CallResult<Unit>> SendLabelsAsync(ForwarderAccount account, ForwarderLabels labels, CancellationToken cancellationToken) =>
        SendAsync(
            account,
            "labels",
            labels.Reference,
            HttpMethod.Put,
            $"labels/{Uri.EscapeDataString(labels.Reference)}",
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    reference = labels.Reference,
                    orderNumber = labels.OrderNumber,
                    labels = labels.Labels.Select(label => new
                    {
                        waybillNumber = label.Parcel.WaybillNumber,
                        carrierName = label.Parcel.CarrierName,
                        carrierCode = label.Parcel.CarrierCode,
                        trackingNumber = label.PlatformNumber,
                        address = label.Address,
                    }),
                },
                s_json
            ),
            Acknowledged,
            cancellationToken
        );

    public Task<CallResult<Unit>> VerifyAsync(ForwarderAccount account, CancellationToken cancellationToken)
    {
        // What was read a moment ago may be what is being replaced.
        credentials.Forget(account.SecretName);
        return SendAsync(account, "verify", "-", HttpMethod.Get, "account", [], _ => default(Unit), cancellationToken);
    }

    public async Task<ForwarderCallback> ReadCallbackAsync(
        ForwarderAccount account,
        WebhookRequest request,
        CancellationToken cancellationToken
    )
    {
        var known = await credentials.GetAsync(account.SecretName, cancellationToken);
        if (!RequestSignature.IsGenuine([known?.Secret, known?.FormerSecret], request, time.GetUtcNow()))
        {
            return new ForwarderCallback(WebhookAnswer.Refused, []);
        }

        try
        {
            return new ForwarderCallback(
                WebhookAnswer.Taken,
                [.. JsonText.Parse(request.Body).Items("references").Select(reference => reference.GetString()!)]
            );
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return new ForwarderCallback(WebhookAnswer.Unreadable, []);
        }
    }

    private static object BodyOf(ForwarderAnnouncement announcement) =>
        new
        {
            reference = announcement.Reference,
            orderNumber = announcement.OrderNumber,
            parcels = announcement.Parcels.Select(parcel => new
            {
                waybillNumber = parcel.WaybillNumber,
                carrierName = parcel.CarrierName,
                carrierCode = parcel.CarrierCode,
            }),
            goods = announcement.Goods.Select(goods => new
            {
                line = goods.LineId,
                title = goods.Title,
                quantity = goods.Quantity,
                unitValue = goods.UnitValue?.ToDecimal(),
                currency = goods.UnitValue?.Currency,
            }),
            customer = announcement.Customer,
            note = announcement.Note,
        };

    // A page of something in between is no word of the forwarder's.
    private static Unit Acknowledged(ApiResponse reply)
    {
        _ = reply.ReadObject().Text("reference");
        return default;
    }

    private static ForwarderStatus ReadStatus(JsonElement json) =>
        new()
        {
            Parcels =
            [
                .. json.Items("parcels")
                    .Select(parcel => new AnnouncedParcel(
                        parcel.Text("waybillNumber"),
                        parcel.OptionalText("carrierName") ?? string.Empty,
                        parcel.OptionalText("carrierCode")
                    )),
            ],
            ArrivedAt = json.OptionalTime("arrivedAt"),
            Missing = json.OptionalText("missing"),
            Shipments = [.. json.Items("shipments").Select(ReadShipment)],
        };

    private static OnwardShipment ReadShipment(JsonElement json) =>
        new()
        {
            ShipmentId = json.Text("shipmentId"),
            TrackingNumber = TrackingNumbers.Read(json.Text("trackingNumber")) is [var number]
                ? number
                : throw new UnreadableReplyException("'trackingNumber' is not one tracking number"),
            CarrierName = json.Text("carrierName"),
            CarrierCode = json.OptionalText("carrierCode"),
            ShippedAt = json.OptionalTime("shippedAt"),
            WeightGrams = json.OptionalCount("weightGrams"),
            Fee = json.OptionalDecimal("fee") is { } fee ? Money.FromDecimal(fee, json.Text("currency")) : null,
            Lines = [.. json.OptionalItems("lines").Select(line => new LineQuantity(line.Text("line"), line.Count("quantity")))],
            IsRevoked = json.OptionalFlag("cancelled") ?? false,
        };

    private async Task<CallResult<T>> SendAsync<T>(
        ForwarderAccount account,
        string operation,
        string subject,
        HttpMethod method,
        string path,
        byte[] body,
        Func<ApiResponse, T> read,
        CancellationToken cancellationToken
    )
    {
        if (await credentials.GetAsync(account.SecretName, cancellationToken) is not { Secret: { Length: > 0 } secret })
        {
            return CallResult.Unauthorized<T>("no-credentials", "No secret of this forwarder is known.");
        }

        if (account.Endpoint is not { } endpoint)
        {
            return CallResult.Unauthorized<T>("no-endpoint", "The forwarder has no endpoint.");
        }

        var address = new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
        var call = new ApiRequest
        {
            Connector = ConnectorName,
            Account = account.Id,
            Operation = operation,
            Subject = subject,
            IsRead = method == HttpMethod.Get,
            CallsPerSecond = CallsPerSecond,
        };
        return await client.SendAsync(
            call,
            () => RequestSignature.Request(secret, method, address, body, time.GetUtcNow()),
            reply => reply.IsSuccess ? CallResult.Success(read(reply)) : CallProblems.OfOwnProtocol<T>(call, reply),
            cancellationToken
        );
    }
}
