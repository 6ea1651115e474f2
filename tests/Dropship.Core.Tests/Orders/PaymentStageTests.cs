using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Orders;

/// <summary>What money may go out for, whatever was done to keep the approval true before.</summary>
public sealed class PaymentStageTests
{
    [Theory]
    [InlineData(2500, null, true)]
    [InlineData(2499, null, true)]
    [InlineData(2501, null, false)]
    [InlineData(2525, 25L, true)]
    [InlineData(2526, 25L, false)]
    public void It_costs_no_more_than_was_approved(long total, long? tolerance, bool mayBePaid) =>
        Assert.Equal(mayBePaid, Approved(total, tolerance).PaymentStage == PaymentStage.Due);

    [Fact]
    public void It_is_approved_wanted_not_held_and_not_begun_to_be_paid()
    {
        var approved = Approved(2500, null);
        var payment = new PaymentRecord
        {
            Mode = PaymentMode.Agreement,
            IntentAt = default,
            ApprovalRound = 2,
            Limit = Money.Cny(2500),
        };
        Assert.All(
            Enum.GetValues<PurchaseOrderState>(),
            state => Assert.Equal(state == PurchaseOrderState.Approved, (approved with { State = state }).PaymentStage == PaymentStage.Due)
        );
        Assert.All(
            Enum.GetValues<ApprovalState>(),
            state =>
                Assert.Equal(
                    state == ApprovalState.Approved,
                    (approved with { Approval = approved.Approval! with { State = state } }).PaymentStage == PaymentStage.Due
                )
        );
        Assert.NotEqual(PaymentStage.Due, (approved with { Approval = null }).PaymentStage);
        Assert.NotEqual(PaymentStage.Due, (approved with { CancelReason = "not wanted" }).PaymentStage);
        Assert.NotEqual(
            PaymentStage.Due,
            (approved with { Hold = new Hold(HoldReasons.StoreHold.Code, "fraud", default, []) }).PaymentStage
        );
        Assert.NotEqual(PaymentStage.Due, (approved with { SupplierOrders = [] }).PaymentStage);
        Assert.Equal(PaymentStage.AwaitingPerson, (approved with { Payment = payment }).PaymentStage);
        Assert.Equal(PaymentStage.Due, (approved with { Payment = payment with { ApprovalRound = 1 } }).PaymentStage);
    }

    private static PurchaseOrder Approved(long total, long? tolerance) =>
        World.Purchase(PurchaseOrderState.Approved) with
        {
            SupplierOrders =
            [
                new SupplierOrderRecord
                {
                    OrderId = "9",
                    Status = SupplierOrderStatus.AwaitingPayment,
                    RawStatus = "waitbuyerpay",
                    Total = Money.Cny(total),
                    Freight = Money.Cny(0),
                    IsPaid = false,
                    ModifiedAt = default,
                },
            ],
            Approval = new Approval
            {
                Round = 2,
                State = ApprovalState.Approved,
                Amount = Money.Cny(2500),
                Tolerance = tolerance is { } more ? Money.Cny(more) : null,
                AmountReadAt = default,
                RequestedAt = default,
                ExpiresAt = default,
            },
        };
}
