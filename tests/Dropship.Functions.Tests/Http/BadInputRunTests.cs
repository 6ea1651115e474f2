using Dropship.Functions.Tests.Support;
using Dropship.Trials.BadInput;

namespace Dropship.Functions.Tests.Http;

/// <summary>Bad input from each side does no harm, and good orders come through between it. The command <c>bad-input</c> of
/// <c>Dropship.Trials</c> gives more.</summary>
public sealed class BadInputRunTests
{
    [Fact]
    public async Task Bad_input_from_each_side_throws_nothing_and_keeps_no_good_order_back()
    {
        await using var run = await BadInputRun.StartAsync(seed: 7, CancellationToken.None);

        await run.RunAsync(420, CancellationToken.None);

        Findings.None(run.Tallies.SelectMany(tally => tally.Faults.Select(fault => $"{tally.Name}: {fault}")));
        Assert.All(run.Tallies, tally => Assert.Equal(60, tally.Inputs));
        Assert.Equal(2, run.GoodOrders);
    }
}
