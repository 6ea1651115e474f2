namespace Dropship.Simulation.Tests;

/// <summary>
/// Seeds that broke the code while the simulation was built, each with what was wrong. A seed means something else once the simulation draws
/// otherwise; then the scripted stories of <c>SimulatedStoriesTests</c> in the Core's tests go on proving each mend.
/// </summary>
public sealed class RegressionSeedTests
{
    [Theory]
    [InlineData(2, "a look-up called for too early by a host's clock was sent again under the same message id, and dropped as a repeat: nobody looked the purchase up")]
    [InlineData(21, "what a person confirmed or let go on within ten minutes was sent under the id of the message before, and dropped as a repeat")]
    [InlineData(7, "the alert of a hold stayed open when the step that lifted the hold ended before it closed it")]
    [InlineData(27, "an order counted as fulfilled although 1688 had closed one of the orders that it made of a purchase")]
    [InlineData(1089, "a look-up adopted an order that left lines out, because the answer that named them was lost")]
    [InlineData(1136, "two hosts that heard the same refusal of a number: the second one failed over a move that was made; later: one look-up that was counted twice proved at once that nothing was made, and the goods were bought twice")]
    [InlineData(1212, "a step that failed after it had written its hold was not taken again, and nobody was told of the hold")]
    [InlineData(75, "news of a 1688 order that came while the account was refused were dropped, and the sweep had counted them as taken in")]
    [InlineData(2111, "a store was marked as unauthorised, the process ended before the alert, and nothing ever looked at the store again")]
    public void A_seed_that_once_broke_a_promise_keeps_it(int seed, string whatWasWrong)
    {
        var result = new SimulationRun().Play((ulong)seed, 20);

        Assert.True(result.Broken is null, $"Again, perhaps: {whatWasWrong}\n{result.Report}");
    }
}
