using Azure;
using Azure.Data.Tables;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Storage.Tests.Support;
using Dropship.TestKit;

namespace Dropship.Storage.Tests.Purchasing;

/// <summary>The one switch of the installation; so its tests are one test class, one after the other.</summary>
[Collection(StorageGroup.Name)]
public sealed class StopSwitchTests(StorageFixture fixture)
{
    [Fact]
    public async Task Every_instance_sees_the_stop_within_two_seconds_and_the_history_is_one_unbroken_chain()
    {
        var clock = TestClock.Standing();
        await using var here = fixture.Open(clock);
        await using var there = fixture.Open(clock);
        Assert.False((await there.StopSwitch.ReadAsync(CancellationToken.None)).IsStopped);

        var desk = new StopSwitchService(here.StopSwitch, here.Alerts, clock);
        await desk.StopAsync("Ann", "the prices look wrong", CancellationToken.None);
        Assert.True((await here.StopSwitch.ReadAsync(CancellationToken.None)).IsStopped);
        clock.Advance(TimeSpan.FromSeconds(2));
        var seen = await there.StopSwitch.ReadAsync(CancellationToken.None);
        Assert.Equal((true, "Ann", "the prices look wrong"), (seen.IsStopped, seen.By, seen.Why));

        // The second stop changes nothing; eight at once are one.
        await Task.WhenAll(
            Enumerable
                .Range(1, 8)
                .Select(_ => new StopSwitchService(there.StopSwitch, there.Alerts, clock).LiftAsync("Li", "mended", CancellationToken.None))
        );
        await desk.LiftAsync("Li", "mended", CancellationToken.None);
        await desk.StopAsync("Ann", "again", CancellationToken.None);
        await desk.LiftAsync("Ann", "done", CancellationToken.None);

        var history = await here.StopSwitch.ReadEventsAsync(CancellationToken.None);
        Assert.Equal(["money-stopped", "money-released", "money-stopped", "money-released"], history.Select(told => told.What.Code));
        Assert.Equal(["person:Ann", "person:Li", "person:Ann", "person:Ann"], history.Select(told => told.Actor));
        Assert.All(history, told => Assert.True(told.IsIntact()));
        Assert.Equal(history.SkipLast(1).Select(told => told.Hash).Prepend(string.Empty), history.Select(told => told.PreviousHash));
        Assert.Equal(history[^1].Hash, (await there.StopSwitch.LoadAsync(CancellationToken.None)).EventHash);
        Assert.Equal((4, null), await desk.VerifyAsync(CancellationToken.None));

        // Somebody writes another name into the second row, and then takes the row out.
        var table = here.Tables.GetTableClient("StopSwitch");
        var row = await table.QueryAsync<TableEntity>().FirstAsync(one => one.RowKey.EndsWith("00000002", StringComparison.Ordinal));
        row["Doc0"] = row.GetString("Doc0")!.Replace("person:Li", "person:Eve", StringComparison.Ordinal);
        await table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace);
        Assert.Equal(
            (2, ChainFault.RowChanged),
            (await desk.VerifyAsync(CancellationToken.None)).Break is { } changed ? (changed.Sequence, changed.Fault) : default
        );
        await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All);
        Assert.Equal(
            (2, ChainFault.RowMissing),
            (await desk.VerifyAsync(CancellationToken.None)).Break is { } missing ? (missing.Sequence, missing.Fault) : default
        );
        Assert.Contains(
            await here.Alerts.ListOpenAsync(CancellationToken.None),
            alert =>
                alert.Notice.Code == HoldReasons.HistoryBroken.Code
                && alert.Notice.Detail.StartsWith("the switch", StringComparison.Ordinal)
        );
    }
}
