namespace Dropship.Core.Approvals;

/// <summary>A key that signs links.</summary>
/// <param name="Id">Names it in links, so that it can be replaced without voiding those already sent.</param>
/// <param name="Secret">At least 32 random bytes.</param>
public sealed record SigningKey(string Id, ReadOnlyMemory<byte> Secret)
{
    public override string ToString() => $"SigningKey {{ {Id} }}";
}
