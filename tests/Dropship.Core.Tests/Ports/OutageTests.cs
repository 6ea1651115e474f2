using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Ports;

/// <summary>A service that does not answer is left alone: its work waits as delayed messages, and one alert says since when.</summary>
public sealed class OutageTests
{
    private const string Service = "purchasing:purchasing-one";

    private static readonly CallProblem s_down = new(ProblemKind.Transient, "503", "down");

    private readonly World _world = new();

    [Fact]
    public async Task It_is_paused_after_some_failures_in_a_row_with_growing_pauses_and_told_once()
    {
        var options = new OutageOptions();
        Assert.Null(await FailAsync());
        Assert.Null(await FailAsync());
        Assert.Null(await _world.Outages.WaitAsync(Service, CancellationToken.None));

        var expected = options.FirstPause;
        var pause = await FailAsync();
        for (var turn = 0; turn < 8; turn++)
        {
            Assert.InRange(pause!.Value, expected, (expected * 1.25) + TimeSpan.FromSeconds(1));
            Assert.NotNull(await _world.Outages.WaitAsync(Service, CancellationToken.None));
            _world.Clock.Advance(expected);
            Assert.Null(await _world.Outages.WaitAsync(Service, CancellationToken.None));
            Assert.NotNull(await _world.Outages.WaitAsync(Service, CancellationToken.None));
            pause = await FailAsync();
            expected = expected * 2 < options.LongestPause ? expected * 2 : options.LongestPause;
        }

        var alert = Assert.Single(_world.AlertRows.Open.Values);
        Assert.Equal((HoldReasons.ServiceDown.Code, "Purchasing One"), (alert.Notice.Code, alert.Notice.Subject));
        Assert.StartsWith("no answer since 2026-03-01 08:00 UTC: 503", alert.Notice.Detail, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(_world.AlertRows.Raised).Value);

        await _world.Outages.NoteAsync(Service, "Purchasing One", null, CancellationToken.None);
        Assert.Empty(_world.AlertRows.Open);
        Assert.Null(await _world.Outages.WaitAsync(Service, CancellationToken.None));
    }

    [Fact]
    public async Task Calls_that_were_on_their_way_when_the_pause_began_make_it_no_longer()
    {
        for (var call = 0; call < 16; call++)
        {
            await FailAsync();
        }

        Assert.Equal(3, (await _world.OutageRows.FindAsync(Service, CancellationToken.None))!.Failures);
    }

    [Theory]
    [InlineData(ProblemKind.Rejected, true)]
    [InlineData(ProblemKind.Unauthorized, true)]
    [InlineData(ProblemKind.Unreadable, true)]
    [InlineData(ProblemKind.RateLimited, false)]
    public async Task Only_silence_counts_and_an_answer_of_any_kind_ends_it(ProblemKind kind, bool isAnswer)
    {
        await FailAsync();
        await FailAsync();

        await _world.Outages.NoteAsync(Service, "Purchasing One", new CallProblem(kind, "x", "y"), CancellationToken.None);

        Assert.Equal(isAnswer ? 0 : 2, (await _world.OutageRows.FindAsync(Service, CancellationToken.None))?.Failures ?? 0);
    }

    [Fact]
    public async Task Many_purchases_wait_out_an_outage_of_1688_without_hammering_it_and_then_each_is_bought_once()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        for (var id = 1; id <= 30; id++)
        {
            _world.Store.Orders[$"{id}"] = World.Order($"{id}", ("L1", "SKU-A", 1));
        }

        var previews = 0;
        _world.Market.OnPreview = _ =>
        {
            previews++;
            return CallResult.NotSent<PurchasePreview>(s_down);
        };
        await _world.RunAsync();
        for (var minute = 0; minute < 120; minute++)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
            await _world.DrainAsync();
        }

        // Thirty purchases, tried each half minute for two hours, were thousands of calls.
        Assert.InRange(previews, 5, 20);
        Assert.Equal([AlertKey.OfService(Service, HoldReasons.ServiceDown)], _world.AlertRows.Open.Keys);

        _world.Market.OnPreview = null;
        for (var minute = 0; minute < 45; minute++)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
            await _world.DrainAsync();
        }

        Assert.Equal(30, _world.Market.Created.Select(request => request.Key).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(30, _world.Market.Created.Count);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_doubtful_purchase_is_looked_up_when_1688_is_back_and_not_in_a_tight_circle_before()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1"] = World.Order("1", ("L1", "SKU-A", 1));
        _world.Market.OnCreate = _ => CallResult.Unknown<PurchaseCreated>(s_down);
        await _world.RunAsync();
        await FailAsync();
        await FailAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(90));
        Assert.NotNull(await FailAsync());

        await _world.DrainAsync();
        Assert.Equal(
            (PurchaseOrderState.PlacementUnknown, 1),
            ((await _world.PurchaseAsync("1")).State, _world.Queues.PurchaseOrders.Count)
        );

        await _world.Outages.NoteAsync(Service, "Purchasing One", null, CancellationToken.None);
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        await _world.DrainAsync();
        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await _world.PurchaseAsync("1")).State);
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task Changes_of_a_store_that_does_not_answer_wait_and_are_read_when_it_is_back()
    {
        _world.Store.Orders["1"] = World.Order("1", ("L1", null, 1));
        _world.Store.Down = s_down;
        for (var change = 0; change < 20; change++)
        {
            await _world.SinglePull.ReadAsync(new StoreChange(new OrderKey(World.Account, "1"), null), null, CancellationToken.None);
        }

        Assert.Equal(3, _world.Store.Reads.Count);
        Assert.Equal(20, _world.Queues.LaterStoreChanges.Count);
        Assert.All(_world.Queues.LaterStoreChanges, later => Assert.True(later.After > TimeSpan.FromSeconds(20)));

        _world.Store.Down = null;
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.SinglePull.ReadAsync(_world.Queues.LaterStoreChanges[0].Change, null, CancellationToken.None);
        await _world.SinglePull.ReadAsync(_world.Queues.LaterStoreChanges[1].Change, null, CancellationToken.None);
        Assert.Equal(5, _world.Store.Reads.Count);
        Assert.NotNull(await _world.ReadAsync("1"));
    }

    private Task<TimeSpan?> FailAsync() => _world.Outages.NoteAsync(Service, "Purchasing One", s_down, CancellationToken.None);
}
