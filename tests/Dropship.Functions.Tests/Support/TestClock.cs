namespace Dropship.Functions.Tests.Support;

/// <summary>A clock that a test moves.</summary>
internal sealed class TestClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = Facts.Begin;

    public override DateTimeOffset GetUtcNow() => Now;
}
