using System.Reflection;
using System.Text.Json;
using Dropship.Core.Orders;

namespace Dropship.Core.Tests.Orders;

public class EventKindTests
{
    private static IReadOnlyList<EventKind> All =>
        [.. typeof(EventKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(member => (EventKind)member.GetValue(null)!)];

    [Fact]
    public void Each_kind_has_a_code_of_its_own()
    {
        Assert.Equal(All.Count, All.Select(kind => kind.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.All(All, kind => Assert.Matches("^[a-z]+(-[a-z]+)+$", kind.Code));
    }

    [Fact]
    public void Kinds_are_equal_by_their_code()
    {
        Assert.Equal(EventKinds.OrderSeen, new EventKind("order-seen"));
        Assert.NotEqual(EventKinds.OrderSeen, EventKinds.OrderChanged);
        Assert.Equal("order-seen", $"{EventKinds.OrderSeen}");
    }

    [Fact]
    public void Every_kind_is_stored_as_its_code_and_read_back()
    {
        Assert.All(All, kind => Assert.Equal($"\"{kind.Code}\"", JsonSerializer.Serialize(kind)));
        Assert.All(All, kind => Assert.Equal(kind, JsonSerializer.Deserialize<EventKind>($"\"{kind.Code}\"")));
    }

    [Fact]
    public void A_row_with_an_unknown_kind_stays_readable_and_intact()
    {
        var told = OrderEvent.Next(
            0,
            string.Empty,
            DateTimeOffset.UnixEpoch,
            Actor.System,
            new EventKind("kind-of-another-version"),
            "why"
        );

        var read = JsonSerializer.Deserialize<OrderEvent>(JsonSerializer.Serialize(told))!;

        Assert.Equal("kind-of-another-version", read.What.Code);
        Assert.True(read.IsIntact());
        Assert.DoesNotContain(read.What, All);
    }

    // Histories that are stored already were sealed with this text.
    [Fact]
    public void The_digest_of_a_row_holds_the_code() =>
        Assert.Equal(
            "dcf96feae957cb811a1d9ea3db1660854c7a84c6dd91cfabd4519617cfdb0a39",
            OrderEvent.Next(0, string.Empty, DateTimeOffset.UnixEpoch, Actor.System, EventKinds.OrderSeen, "order 1 is new").Hash
        );

    [Fact]
    public void A_row_without_a_kind_is_unreadable() => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<EventKind>("null"));
}
