using Dropship.Functions.Tests.Support;
using Dropship.Trials.Month;

namespace Dropship.Functions.Tests.Fulfilment;

/// <summary>Days of orders with late, false and lost shipments. The command <c>month</c> of <c>Dropship.Trials</c> plays more.</summary>
public sealed class MonthRunTests
{
    [Fact]
    public async Task Each_mishap_of_a_shipment_is_told_once_and_in_time_and_no_store_sees_a_wrong_number()
    {
        var options = new MonthOptions(Seed: 1, Orders: 90, Days: 2)
        {
            RestFor = TimeSpan.FromDays(9),
            Misfortune = 4,
            Turn = TimeSpan.FromMinutes(15),
        };
        await using var run = await MonthRun.StartAsync(options, CancellationToken.None);

        var report = await run.RunAsync(CancellationToken.None);

        Findings.None(report.Findings);
        Assert.Equal(90, report.Orders);
        Assert.Equal(Enum.GetValues<Mishap>().Length, report.Rows.Count);
        Assert.All(report.Rows, row => Assert.Equal(row.Orders, row.Caught));
        Assert.Equal(report.InTime, report.Met);
    }
}
