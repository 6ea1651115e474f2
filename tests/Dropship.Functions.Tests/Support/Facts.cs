using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Functions.Tests.Support;

/// <summary>An order on its way to a decision, with a customer whose data must not get out and a title that wants to.</summary>
internal static class Facts
{
    public const string Hostile = "<script>alert('pwned')</script> & <b>Lamp</b> \"bright\" 台灯";

    public static readonly DateTimeOffset Begin = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static Approver Ann { get; } = new("ann", "Ann", "ann@example.com", Language.English);

    public static Approver Li { get; } = new("li", "李伟", "li@example.com", Language.Chinese);

    public static ApprovalOptions Options { get; } =
        new()
        {
            Approvers = [Ann, Li],
            PublicAddress = new Uri("https://dropship.example/"),
            SigningKeys = [new SigningKey("k1", new byte[32])],
            Rates = new ExchangeRates
            {
                YuanPerUnit = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["USD"] = 7m },
                Of = new DateOnly(2026, 1, 31),
            },
        };

    /// <summary>The remark of the order: on the approval page only.</summary>
    public const string Remark = "Ring twice";

    /// <summary>What must stand in no mail and on no page, but for the remark.</summary>
    public static IReadOnlyList<string> Secrets { get; } =
    ["Trần Thị Hồng", "+84 912 345 678", "0987654321", "12 Phố Huế", "Tầng 3", "Blumen GmbH", "10999", Remark];

    public static StoreAccount Account { get; } =
        new()
        {
            Id = "shop-one",
            Platform = "shopify",
            DisplayName = "Shop & Söhne",
            Endpoint = new Uri("https://shop.example"),
            Currency = "USD",
            PurchasingAccountId = "purchasing-one",
        };

    public static PurchasingAccount Buyer { get; } =
        new()
        {
            Id = "purchasing-one",
            DisplayName = "Buyer",
            Endpoint = new Uri("https://gw.example"),
            AppKey = "1",
        };

    public static Order Record(Approval? approval = null, PurchaseOrderState state = PurchaseOrderState.AwaitingApproval)
    {
        var key = new OrderKey(Account.Id, "6001");
        return new Order
        {
            Key = key,
            State = OrderState.Purchasing,
            StateSince = Begin,
            FirstSeenAt = Begin,
            Version = "1",
            StoreOrder = new StoreOrder
            {
                StoreOrderId = key.StoreOrderId,
                Number = "#1001",
                CreatedAt = Begin,
                UpdatedAt = Begin,
                ShipBy = Begin.AddDays(3),
                Payment = StorePaymentStatus.Paid,
                Fulfilment = StoreFulfilmentStatus.Unfulfilled,
                Total = new Money(4999, "USD"),
                Note = Secrets[7],
                ShipTo = new ShipTo
                {
                    FullName = Secrets[0],
                    Phone = Secrets[1],
                    Mobile = Secrets[2],
                    Country = "VN",
                    City = "Hà Nội",
                    Line1 = Secrets[3],
                    Line2 = Secrets[4],
                    Company = Secrets[5],
                    PostCode = Secrets[6],
                },
                Lines =
                [
                    new OrderLine
                    {
                        LineId = "1",
                        Sku = "LAMP-RED",
                        Title = "Lamp",
                        Quantity = 2,
                        OpenQuantity = 2,
                        UnitPrice = new Money(2499, "USD"),
                    },
                ],
            },
            PurchaseOrders =
            [
                new PurchaseOrder
                {
                    Key = PurchaseOrderKey.Create(key, "b2b-1", "digest", PurchasePurpose.Sale, 1),
                    State = state,
                    StateSince = Begin,
                    CreatedAt = Begin,
                    PurchasingAccountId = Buyer.Id,
                    SupplierId = "b2b-1",
                    SupplierName = "义乌灯具 <厂>",
                    Route = PurchaseRoute.Direct,
                    ShipToDigest = "digest",
                    Lines =
                    [
                        new PurchaseOrderLine
                        {
                            OfferId = "610000000001",
                            Quantity = 2,
                            Title = Hostile,
                            ImageUrl = "https://img.example/1.jpg?a=1&b=2",
                            Sources = [new LineSource("1", "LAMP-RED", 1, 2, 1, true)],
                        },
                    ],
                    SupplierOrders =
                    [
                        new SupplierOrderRecord
                        {
                            OrderId = "1690000000000000001",
                            Status = SupplierOrderStatus.AwaitingPayment,
                            RawStatus = "waitbuyerpay",
                            Total = Money.Cny(12_345),
                            Freight = Money.Cny(600),
                            IsPaid = false,
                            ModifiedAt = Begin,
                        },
                    ],
                    Approval = approval ?? Round(1),
                },
            ],
        };
    }

    public static Approval Round(int number, ApprovalState state = ApprovalState.Open) =>
        new()
        {
            Round = number,
            State = state,
            Amount = Money.Cny(12_345),
            AmountReadAt = Begin,
            PreviousAmount = number > 1 ? Money.Cny(9_900) : null,
            RequestedAt = Begin,
            ExpiresAt = Begin.AddHours(48),
            DecidedBy = state is ApprovalState.Approved or ApprovalState.Rejected or ApprovalState.Postponed or ApprovalState.TakenBack
                ? "Ann"
                : null,
            DecidedAt = state is ApprovalState.Approved or ApprovalState.Rejected ? Begin.AddHours(1) : null,
        };

    public static ApprovalFacts Of(Order record) =>
        ApprovalFacts.Of(record, record.PurchaseOrders[0], record.PurchaseOrders[0].Approval!, Account, Options.Rates);
}
