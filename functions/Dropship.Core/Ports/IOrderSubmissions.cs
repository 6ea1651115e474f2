namespace Dropship.Core.Ports;

/// <summary>A platform whose orders are submitted to the app: an ERP, a store without an interface of its own, a table.</summary>
public interface IOrderSubmissions
{
    /// <summary>Whether a request is signed with the account's secret.</summary>
    Task<bool> IsGenuineAsync(StoreAccount account, WebhookRequest request, CancellationToken cancellationToken);

    /// <summary>Reads the orders of a body; null when it is no list of orders.</summary>
    IReadOnlyList<OrderSubmission>? Read(ReadOnlyMemory<byte> body);
}
