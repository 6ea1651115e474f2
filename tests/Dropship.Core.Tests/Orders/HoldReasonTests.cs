using System.Reflection;
using Dropship.Core.Orders;

namespace Dropship.Core.Tests.Orders;

public sealed class HoldReasonTests
{
    [Fact]
    public void Every_reason_is_in_the_list()
    {
        var declared = typeof(HoldReasons)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (HoldReason)field.GetValue(null)!)
            .ToList();
        Assert.Equal(
            declared.Select(reason => reason.Code).Order(StringComparer.Ordinal),
            HoldReasons.All.Select(reason => reason.Code).Order(StringComparer.Ordinal)
        );
        Assert.All(declared, reason => Assert.Matches("^[A-Z_]+$", reason.Code));
    }

    [Fact]
    public void A_changed_row_of_the_history_is_noticed()
    {
        var what = new EventKind("what");
        var hash = OrderEvent.ComputeHash(1, DateTimeOffset.UnixEpoch, "system", what, null, "why", "a", "b", string.Empty);
        var told = new OrderEvent
        {
            Sequence = 1,
            At = DateTimeOffset.UnixEpoch,
            Actor = "system",
            What = what,
            Why = "why",
            Before = "a",
            After = "b",
            PreviousHash = string.Empty,
            Hash = hash,
        };
        Assert.True(told.IsIntact());
        Assert.False((told with { Actor = "person:Eve" }).IsIntact());
        Assert.False((told with { Before = null }).IsIntact());
        Assert.False((told with { Before = "ab", After = "" }).IsIntact());
        Assert.False((told with { At = told.At.AddTicks(1) }).IsIntact());
    }
}
