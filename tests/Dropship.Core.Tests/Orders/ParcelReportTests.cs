using Dropship.Core.Orders;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Orders;

/// <summary>Whatever order reports come in, the same ones end the same, and nothing takes a parcel back from its carrier.</summary>
public sealed class ParcelReportTests
{
    private static readonly DateTimeOffset s_day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<ParcelReport> s_reports =
        from status in Gen.Elements(Enum.GetValues<ParcelStatus>())
        from sub in Gen.Elements(Enum.GetValues<ParcelSubStatus>())
        from hour in Gen.Choose(-1, 4)
        from word in Gen.Elements("A", "B")
        select new ParcelReport(status, sub, word, hour < 0 ? null : s_day.AddHours(hour));

    [Fact]
    public void Any_order_and_repeat_of_the_same_reports_ends_the_same()
    {
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                s_reports.NonEmptyListOf().ToArbitrary(),
                Gen.Choose(0, 1000).ToArbitrary(),
                (reports, seed) =>
                {
                    var end = reports.Aggregate((one, other) => one.Latest(other));
                    var shuffled = reports.Concat(reports).OrderBy(report => HashCode.Combine(report, seed)).ToList();
                    return shuffled.Aggregate((one, other) => one.Latest(other)) == end && reports.Contains(end);
                }
            )
        );
    }

    [Fact]
    public void No_report_takes_a_parcel_back_from_its_carrier()
    {
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                s_reports.ToArbitrary(),
                s_reports.ToArbitrary(),
                (known, news) => !known.IsWithCarrier || known.Latest(news) is { IsWithCarrier: true } or { Status: ParcelStatus.Revoked }
            )
        );
    }

    [Theory]
    [InlineData(ParcelStatus.AttemptFailed, 1, ParcelStatus.OutForDelivery, 2, ParcelStatus.OutForDelivery)]
    [InlineData(ParcelStatus.OutForDelivery, 2, ParcelStatus.AttemptFailed, 1, ParcelStatus.OutForDelivery)]
    [InlineData(ParcelStatus.Exception, 1, ParcelStatus.InTransit, 2, ParcelStatus.InTransit)]
    [InlineData(ParcelStatus.Expired, 1, ParcelStatus.InTransit, 2, ParcelStatus.InTransit)]
    [InlineData(ParcelStatus.Delivered, 1, ParcelStatus.InTransit, 2, ParcelStatus.Delivered)]
    [InlineData(ParcelStatus.InTransit, 1, ParcelStatus.NotFound, 2, ParcelStatus.InTransit)]
    [InlineData(ParcelStatus.InfoReceived, 1, ParcelStatus.NotFound, 2, ParcelStatus.InfoReceived)]
    [InlineData(ParcelStatus.NotFound, 2, ParcelStatus.InTransit, 1, ParcelStatus.InTransit)]
    [InlineData(ParcelStatus.InTransit, 2, ParcelStatus.Unknown, 3, ParcelStatus.InTransit)]
    public void What_carriers_say_later_holds_unless_the_parcel_arrived(
        ParcelStatus one,
        int oneAt,
        ParcelStatus other,
        int otherAt,
        ParcelStatus end
    ) =>
        Assert.Equal(
            end,
            new ParcelReport(one, ParcelSubStatus.None, "x", s_day.AddHours(oneAt))
                .Latest(new ParcelReport(other, ParcelSubStatus.None, "y", s_day.AddHours(otherAt)))
                .Status
        );
}
