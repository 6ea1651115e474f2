using Dropship.Core.Orders;
using Dropship.Core.Planning;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Planning;

/// <summary>Whatever an order is made of, its open goods are bought, waited for or told.</summary>
public sealed class NothingPassedOverTests
{
    private static readonly Dictionary<string, SkuMapping> s_mappings = new(StringComparer.Ordinal)
    {
        ["A"] = Mapping("A", World.Item("supplier-1", "610000000001")),
        ["B"] = Mapping("B", World.Item("supplier-2", "610000000002"), World.Item("supplier-1", "610000000003")),
        ["OWN"] = Mapping("OWN") with { IsSellerFulfilled = true },
    };

    [Fact]
    public void No_open_goods_are_passed_over_without_a_word()
    {
        var line =
            from sku in Gen.Elements<string?>("A", "B", "OWN", "NEW", null, " ", "\u200B")
            from open in Gen.Choose(0, 3)
            from hidden in Gen.Choose(0, 3)
            from isPhysical in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
            from variant in Gen.Elements<string?>(null, "41", "42")
            select (Sku: sku, Open: open, Hidden: Math.Min(open, hidden), IsPhysical: isPhysical, Variant: variant);
        var country = Gen.Elements<string?>(null, string.Empty, "CN", "HK", "TW", "MO", "VN", "US", "??");
        var order =
            from lines in Gen.NonEmptyListOf(line)
            from payment in Gen.Elements(Enum.GetValues<StorePaymentStatus>())
            from at in country
            from isHeld in Gen.Elements(false, true)
            from heldLine in Gen.Choose(-1, 3)
            from pending in Gen.Elements(false, true)
            select (Lines: lines.ToList(), Payment: payment, Country: at, IsHeld: isHeld, HeldLine: heldLine, Pending: pending);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000),
            Prop.ForAll(
                Arb.From(order),
                given =>
                {
                    var lines = given
                        .Lines.Select(
                            (one, index) =>
                                new OrderLine
                                {
                                    LineId = $"L{index}",
                                    Sku = one.Sku,
                                    Title = $"Goods {index}",
                                    VariantId = one.Variant,
                                    Quantity = Math.Max(1, one.Open),
                                    OpenQuantity = one.IsPhysical ? one.Open : 0,
                                    HiddenQuantity = one.IsPhysical ? one.Hidden : 0,
                                    RequiresShipping = one.IsPhysical,
                                    UnitPrice = new Money(100, "USD"),
                                }
                        )
                        .ToList();
                    var store = World.Order("1001") with
                    {
                        Lines = lines,
                        Payment = given.Payment,
                        StoreHold = given.IsHeld ? "OTHER" : null,
                        HeldLines = given.IsHeld && given.HeldLine >= 0 ? [$"L{given.HeldLine}"] : [],
                        ShipTo = given.Country is null
                            ? null
                            : new ShipTo
                            {
                                FullName = "李伟",
                                Phone = "13800000101",
                                Country = given.Country,
                                Province = "Zhejiang",
                                City = "杭州市",
                                Line1 = "文三路398号",
                            },
                    };
                    var edit = new OrderEdit(
                        new Order
                        {
                            Key = new OrderKey(World.Account, "1001"),
                            StoreOrder = store,
                            State = OrderState.New,
                            StateSince = default,
                            FirstSeenAt = default,
                        },
                        Actor.System,
                        DateTimeOffset.UnixEpoch
                    );

                    OrderReview.Apply(
                        edit,
                        World.StoreAccount with
                        {
                            TakePendingOrders = given.Pending,
                        },
                        World.ForwarderAccount,
                        s_mappings
                    );

                    var after = edit.Record;
                    var open = lines.Where(one => one is { OpenQuantity: > 0 } && one.Sku != "OWN").ToList();
                    var bought = after
                        .PurchaseOrders.SelectMany(purchase => purchase.Lines)
                        .SelectMany(goods => goods.Sources)
                        .Where(source => source.IsLead)
                        .ToLookup(source => source.StoreLineId, source => source.StorePieces, StringComparer.Ordinal);
                    return after.State switch
                    {
                        OrderState.Purchasing => open.TrueForAll(one =>
                            bought[one.LineId].Sum() == one.OpenQuantity && one.HiddenQuantity == 0
                        ) && given.Payment is not StorePaymentStatus.Unknown,
                        OrderState.Held => after.Hold is { Detail.Length: > 0 } && after.PurchaseOrders.Count == 0,
                        OrderState.AwaitingPayment => after.PurchaseOrders.Count == 0
                            && (given.Payment != StorePaymentStatus.Unknown || open.Count == 0),
                        OrderState.Cancelled => given.Payment is StorePaymentStatus.Refunded or StorePaymentStatus.Voided,
                        OrderState.SellerFulfilled => open.Count == 0,
                        _ => false,
                    };
                }
            )
        );
    }

    private static SkuMapping Mapping(string sku, params MappedItem[] items) =>
        new()
        {
            AccountId = World.Account,
            Sku = sku,
            Version = 1,
            Items = items,
        };
}
