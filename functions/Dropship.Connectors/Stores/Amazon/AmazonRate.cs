namespace Dropship.Connectors.Stores.Amazon;

/// <summary>How often one of Amazon's operations may be called for a seller.</summary>
/// <param name="Operation">What the log names it by.</param>
/// <param name="PerSecond">The steady rate.</param>
/// <param name="Burst">How many calls may go out at once after a rest.</param>
internal sealed record AmazonRate(string Operation, double PerSecond, int Burst)
{
    public static AmazonRate Search { get; } = new("list", 0.0056, 20);

    // Of the same quota as the search; once in a while.
    public static AmazonRate Verify { get; } = new("verify", 0.0056, 10);

    public static AmazonRate Read { get; } = new("read", 0.5, 30);

    public static AmazonRate Confirm { get; } = new("ship", 2, 10);
}
