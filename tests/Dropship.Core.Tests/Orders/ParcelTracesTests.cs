using Dropship.Core.Orders;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Orders;

public sealed class ParcelTracesTests
{
    private static readonly DateTimeOffset s_day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Any_order_and_repeat_of_the_same_events_gives_the_same_trace()
    {
        var events = Gen.Choose(0, 9).Select(one => new TraceRow(s_day.AddHours(one), s_day.AddDays(one), $"step {one % 4}"));
        var property = Prop.ForAll(
            events.ListOf().ToArbitrary(),
            Gen.Choose(0, 1000).ToArbitrary(),
            (rows, seed) =>
            {
                var together = ParcelTraces.Merge([], rows);
                var shuffled = rows.Concat(rows).OrderBy(row => HashCode.Combine(row, seed)).ToList();
                var apart = shuffled.Aggregate((IReadOnlyList<TraceRow>)[], (known, row) => ParcelTraces.Merge(known, [row]));
                return together.SequenceEqual(apart)
                    && together.Zip(together.Skip(1)).All(pair => pair.First.OccurredAt <= pair.Second.OccurredAt);
            }
        );
        Check.One(Config.QuickThrowOnFailure, property);
    }

    [Fact]
    public void An_event_keeps_the_time_when_it_was_first_received()
    {
        var first = new TraceRow(s_day, s_day.AddHours(1), "taken");

        Assert.Equal([first], ParcelTraces.Merge([first with { ReceivedAt = s_day.AddHours(9) }], [first]));
    }
}
