using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Tests.Support;

/// <summary>A store that makes the waybill itself, ships an order only as a whole, and tells of all its shops at one address.</summary>
internal sealed class LabelStore : FakeStore, IPlatformShipping, IAppWebhooks, IStoreAuth
{
    public LabelStore(TimeProvider time)
        : base(time) =>
        Capabilities = new StoreCapabilities
        {
            PartialShipment = false,
            TrackingUpdate = false,
            ListingLag = TimeSpan.Zero,
        };

    public const string Number = "SPX0001";

    /// <summary>Whether the number is there as soon as the shipment is arranged.</summary>
    public bool NumbersAtOnce { get; set; } = true;

    /// <summary>Whether a receipt carries the order as it is after the call.</summary>
    public bool TellsOrder { get; set; }

    /// <summary>What the page of consent brings; a refusal when null.</summary>
    public StoreGrant? Grant { get; set; }

    public List<TrackingPush> Arranged { get; } = [];

    public Task<CallResult<TrackingReceipt>> ArrangeAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken)
    {
        if (PushRefusal is { } meaning)
        {
            return Task.FromResult(CallResult.Refused<TrackingReceipt>("refused", "not this one", meaning));
        }

        var wasThere = Orders[push.StoreOrderId].Fulfilments.Count > 0;
        if (!wasThere)
        {
            Arranged.Add(push);
            Change(
                push.StoreOrderId,
                order =>
                    order with
                    {
                        Fulfilments =
                        [
                            new StoreFulfilment(
                                "PKG1",
                                false,
                                NumbersAtOnce ? [Number] : [],
                                [.. order.Lines.Select(line => new LineQuantity(line.LineId, line.Quantity))]
                            ),
                        ],
                        Fulfilment = StoreFulfilmentStatus.Fulfilled,
                        Lines = [.. order.Lines.Select(line => line with { OpenQuantity = 0 })],
                    }
            );
        }

        var now = TellsOrder ? Orders[push.StoreOrderId] : null;
        return Task.FromResult(CallResult.Success(new TrackingReceipt("PKG1", wasThere, NumbersAtOnce ? Number : null, now)));
    }

    /// <summary>The label of every package; null while it is made.</summary>
    public ShippingLabel? Label { get; set; }

    /// <summary>Why the platform gives out no label; null while it does.</summary>
    public CallResult<ShippingLabel?>? LabelRefusal { get; set; }

    public Task<CallResult<ShippingLabel?>> ReadLabelAsync(
        StoreAccount account,
        string storeOrderId,
        string fulfilmentId,
        CancellationToken cancellationToken
    ) => Task.FromResult(LabelRefusal ?? CallResult.Success(Label));

    /// <summary>Makes the number of an arranged shipment.</summary>
    public void MakeNumber(string id) =>
        Change(id, order => order with { Fulfilments = [order.Fulfilments[0] with { TrackingNumbers = [Number] }] });

    public string? FindShop(WebhookRequest request) => request.Headers.GetValueOrDefault("shop");

    public Task<CallResult<Uri>> GetConsentPageAsync(StoreAccount account, Uri callback, CancellationToken cancellationToken) =>
        Task.FromResult(CallResult.Success(new Uri($"https://platform.example/agree?back={Uri.EscapeDataString(callback.AbsoluteUri)}")));

    public Task<CallResult<StoreGrant>> ExchangeAsync(
        StoreAccount account,
        IReadOnlyDictionary<string, string> answer,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            Grant is { } grant ? CallResult.Success(grant) : CallResult.Unauthorized<StoreGrant>("invalid_code", "the code is spent")
        );
}
