using Dropship.Core.Orders;

namespace Dropship.Core.Tests.Orders;

public class HoldTests
{
    private static readonly Hold s_late = new(HoldReasons.ShipmentLate.Code, "three days", DateTimeOffset.UnixEpoch, []);

    [Fact]
    public void A_hold_is_asked_for_its_reasons()
    {
        Assert.True(s_late.Is(HoldReasons.ShipmentLate));
        Assert.True(s_late.Is(HoldReasons.PushRefused, HoldReasons.ShipmentLate));
        Assert.False(s_late.Is(HoldReasons.PushRefused));
        Assert.False(((Hold?)null).Is(HoldReasons.ShipmentLate));
    }

    [Fact]
    public void Holds_say_the_same_by_code_and_detail()
    {
        Assert.True(s_late.SaysTheSame(s_late with { Since = DateTimeOffset.MaxValue, Subjects = ["a"] }));
        Assert.False(s_late.SaysTheSame(s_late with { Detail = "four days" }));
        Assert.False(s_late.SaysTheSame(s_late with { Code = HoldReasons.PushRefused.Code }));
        Assert.False(s_late.SaysTheSame(null));
        Assert.True(((Hold?)null).SaysTheSame(null));
    }
}
