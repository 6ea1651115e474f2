using Microsoft.Extensions.Time.Testing;

namespace Dropship.TestKit;

/// <summary>Makes clocks that stand until a test moves them.</summary>
public static class TestClock
{
    /// <summary>Where every clock begins that is not set: 1 March 2026, 8:00 UTC.</summary>
    public static DateTimeOffset Begin { get; } = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static FakeTimeProvider Standing() => new(Begin);
}
