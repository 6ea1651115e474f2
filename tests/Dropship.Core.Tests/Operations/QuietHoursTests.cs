using System.Globalization;
using Dropship.Core.Operations;

namespace Dropship.Core.Tests.Operations;

public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("22:00", "07:00", "2026-03-01T12:00:00Z", null)]
    [InlineData("22:00", "07:00", "2026-03-01T14:00:00Z", "2026-03-01T23:00:00Z")]
    [InlineData("22:00", "07:00", "2026-03-01T20:00:00Z", "2026-03-01T23:00:00Z")]
    [InlineData("22:00", "07:00", "2026-03-01T23:00:00Z", null)]
    [InlineData("12:00", "14:00", "2026-03-01T05:00:00Z", "2026-03-01T06:00:00Z")]
    public void They_end_at_the_zones_own_time(string from, string until, string at, string? end)
    {
        var hours = new QuietHours(Time(from), Time(until), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

        Assert.Equal(end is null ? null : Moment(end), hours.EndAfter(Moment(at)!.Value));
    }

    [Theory]
    // The clock goes from 02:00 to 03:00: an end that it skips comes with the end of the gap.
    [InlineData("2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z")]
    // The clock shows 02:30 twice: the first counts.
    [InlineData("2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z")]
    public void A_change_of_the_clock_keeps_nothing_back_for_long(string at, string end)
    {
        var hours = new QuietHours(Time("22:00"), Time("02:30"), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

        Assert.Equal(Moment(end), hours.EndAfter(Moment(at)!.Value));
    }

    private static TimeOnly Time(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
