using Dropship.Core.Operations;
using Dropship.Core.Ports;

namespace Dropship.Core.Tests.Operations;

public sealed class SideEffectsTests
{
    // What only looks. Anything else that a port learns to do has to name its undo.
    private static readonly HashSet<string> s_looks =
    [
        "ISupplierMarket.PreviewAsync",
        "ISupplierMarket.FindByKeyAsync",
        "ISupplierMarket.ReadOrderAsync",
        "ISupplierMarket.ReadParcelsAsync",
        "ISupplierMarket.ReadTraceAsync",
        "ISupplierMarket.ListChangedOrdersAsync",
        "ISupplierMarket.ReadOfferAsync",
        "ISupplierMarket.ReadNotificationAsync",
        "ISupplierMarket.FetchMissedPushesAsync",
        "ISupplierMarket.GetChatLinkAsync",
        "ISupplierMarket.VerifyAsync",
        "ISupplierMarket.IsMemberId",
        "ISupplierMarket.OrderPageOf",
        "IStorePlatform.OrderPageOf",
        "IStorePlatform.ListChangedOrdersAsync",
        "IStorePlatform.ReadOrderAsync",
        "IStorePlatform.ReadOrdersAsync",
        "IStorePlatform.VerifyAsync",
        "IPlatformShipping.ReadLabelAsync",
        "IStoreWebhooks.ReadWebhookAsync",
        "IAppWebhooks.FindShop",
        "IStoreAuth.GetConsentPageAsync",
        "IStoreAuth.ExchangeAsync",
        "IForwarder.ReadAsync",
        "IForwarder.VerifyAsync",
        "IForwarderCallbacks.ReadCallbackAsync",
        "ICourierTracking.Covers",
        "ICourierTracking.ReadAsync",
        "ICourierTracking.DetectAsync",
        "ICourierTracking.ReadCallback",
    ];

    [Fact]
    public void Each_call_that_changes_something_outside_names_its_undo()
    {
        var calls = (
            (Type[])
                [
                    typeof(ISupplierMarket),
                    typeof(IStorePlatform),
                    typeof(ITrackingPush),
                    typeof(IPlatformShipping),
                    typeof(IStoreWebhooks),
                    typeof(IAppWebhooks),
                    typeof(IStoreAuth),
                    typeof(IForwarder),
                    typeof(IForwarderCallbacks),
                    typeof(ICourierTracking),
                    typeof(IMailer),
                    typeof(IEventSink),
                ]
        )
            .SelectMany(port => port.GetMethods().Where(method => !method.IsSpecialName).Select(method => $"{port.Name}.{method.Name}"))
            .Except(s_looks)
            .Order(StringComparer.Ordinal);
        Assert.Equal(calls, SideEffects.All.Select(effect => effect.Call).Order(StringComparer.Ordinal));
        Assert.All(SideEffects.All, effect => Assert.True(effect.Undo.Length > 20 && effect.Undo.EndsWith('.'), effect.Call));
    }
}
