using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Generic;

/// <summary>Calls the seller's system at the account's endpoint: docs/reference/order-intake.md.</summary>
internal sealed class GenericClient(ApiClient client, Credentials<GenericCredentials> credentials, TimeProvider time)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public Task<CallResult<StoreIdentity>> VerifyAsync(StoreAccount account, CancellationToken cancellationToken) =>
        SendAsync(
            account,
            "verify",
            "-",
            isRead: true,
            new { type = "verify", account = account.Id },
            json => new StoreIdentity(json.Text("name"), json.OptionalText("currency") ?? string.Empty, []),
            cancellationToken
        );

    /// <summary>Tells of a shipment as it is to be known; the same one again replaces what was told.</summary>
    /// <returns>Whether the seller's system knew it already.</returns>
    public Task<CallResult<bool>> TellAsync(
        StoreAccount account,
        string storeOrderId,
        string shipmentId,
        ShipmentContent shipment,
        bool notifyCustomer,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            account,
            "shipment",
            $"{storeOrderId}/{shipmentId}",
            isRead: false,
            new
            {
                type = "shipment",
                account = account.Id,
                order = storeOrderId,
                shipment = new
                {
                    id = shipmentId,
                    numbers = shipment.Numbers,
                    lines = shipment.Lines.Select(line => new { line = line.LineId, quantity = line.Quantity }),
                    notifyCustomer,
                },
            },
            json =>
                json.Text("order") == storeOrderId
                    ? json.OptionalFlag("known") ?? false
                    : throw new UnreadableReplyException("'order' is another one"),
            cancellationToken
        );

    private async Task<CallResult<T>> SendAsync<T>(
        StoreAccount account,
        string operation,
        string subject,
        bool isRead,
        object body,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    )
    {
        if (await credentials.GetAsync(account.SecretName, cancellationToken) is not { Secret: { Length: > 0 } secret })
        {
            return CallResult.Unauthorized<T>("no-credentials", "No secret of this store is known.");
        }

        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, s_json);
        var call = new ApiRequest
        {
            Connector = GenericPlatform.PlatformName,
            Account = account.Id,
            Operation = operation,
            Subject = subject,
            IsRead = isRead,
        };
        return await client.SendAsync(
            call,
            () => RequestSignature.Request(secret, HttpMethod.Post, account.Endpoint, bytes, time.GetUtcNow()),
            reply => reply.IsSuccess ? CallResult.Success(read(reply.ReadObject())) : CallProblems.OfOwnProtocol<T>(call, reply),
            cancellationToken
        );
    }
}
