using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Tests.Upkeep;

public sealed class ReconciliationMessageTests
{
    [Fact]
    public void A_turn_is_read_as_it_was_written()
    {
        var turn = new ReconciliationMessage(
            ReconciledCounterparty.PurchasingAccount,
            "purchasing-one",
            new DateTimeOffset(2026, 3, 1, 9, 0, 0, 1, TimeSpan.FromHours(8))
        );

        Assert.Equal("PurchasingAccount|purchasing-one|2026-03-01T01:00:00.0010000+00:00", turn.ToString());
        Assert.Equal(turn.StartedAt, ReconciliationMessage.Parse(turn.ToString()).StartedAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Store|shop-one")]
    [InlineData("Other|shop-one|2026-03-01T01:00:00.0000000+00:00")]
    [InlineData("Store|Shop One|2026-03-01T01:00:00.0000000+00:00")]
    [InlineData("Store|shop-one|today")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => ReconciliationMessage.Parse(text));
}
