namespace Dropship.Simulation.Tests;

/// <summary>
/// Seeds that broke the code while the simulation was built, each with what was wrong. A seed means something else once the simulation
/// draws otherwise; then the scripted histories of <c>SimulatedHistoriesTests</c> in the Core's tests go on proving each mend.
/// </summary>
public sealed class RegressionSeedTests
{
    [Theory]
    [InlineData(
        1,
        "news of an order on 1688 came before its purchase order was known to be placed, and the message that brought them failed until it was put aside"
    )]
    [InlineData(11, "a person cancelled a purchase order, the process ended before its orchestration was woken, and that one ran for ever")]
    [InlineData(
        26,
        "goods that were to be sent once more waited for a purchase order in their place, which only a sale gets, when 1688 had closed theirs"
    )]
    [InlineData(61, "an order that waits for money was missing in the list, when the first look at it ended before it was listed")]
    [InlineData(94, "a hold came back while the alert of the one before was closed, and nobody was told of it")]
    [InlineData(141, "a wish to send goods once more was written and not handed on, and wished again it was a second one")]
    [InlineData(247, "a person cancelled the half of a bundle that the other half's parcel waited for, and nobody woke that one")]
    [InlineData(392, "an order that waits for a person was listed as it was before, because an older step showed it last")]
    [InlineData(
        828,
        "a number whose answer never came was replaced by the supplier, arrived in the store all the same, and nobody knew it as ours"
    )]
    [InlineData(
        887,
        "1688 split a purchase and closed one half while the purchase was looked up: the other half was left there to be paid"
    )]
    [InlineData(
        1267,
        "one half of a split purchase was known and given up while it was looked up, and the other half was left there to be paid"
    )]
    [InlineData(2186, "a number whose answer never came was told again at once, replaced, and arrived a second time")]
    [InlineData(
        5063,
        "the parcel of a bundle's other half was told the fulfilment to join by a step that ended before it woke its orchestration"
    )]
    [InlineData(5603, "a hold was written and not told of, and the second try was put back as if it were a first one")]
    [InlineData(
        2816,
        "a payment whose answer never came counted as unpaid after half a minute; the approval was taken back, and then it arrived"
    )]
    [InlineData(5939, "a person cancelled half of a bundle, and the process ended before the other half's orchestration was woken")]
    [InlineData(
        9497,
        "what was to be placed anew after fruitless look-ups was sent under the time of the look-up in hand, and dropped as its repeat"
    )]
    [InlineData(
        11861,
        "a number was told by a process that ended before it wrote that down, was replaced by the supplier, arrived in the store all the same, and nobody knew it as ours"
    )]
    [InlineData(302, "an order that had ended was listed as an older step saw it")]
    public void A_seed_that_once_broke_a_promise_keeps_it(int seed, string whatWasWrong)
    {
        var result = new SimulationRun().Play((ulong)seed, 20);

        Assert.True(result.Broken is null, $"Again, perhaps: {whatWasWrong}\n{result.Report}");
    }
}
