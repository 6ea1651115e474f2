using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>A key that signs links.</summary>
/// <param name="Id">Names it in links, so that it can be replaced without voiding those already sent.</param>
/// <param name="Secret">At least 32 random bytes.</param>
public sealed record SigningKey(string Id, ReadOnlyMemory<byte> Secret)
{
    /// <summary>The signature of a text, in letters that may stand in an address.</summary>
    public string Sign(string text) => Base64Url.EncodeToString(HMACSHA256.HashData(Secret.Span, Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether this key signed a text. How long it takes says nothing of the right signature.</summary>
    public bool IsSignatureOf(string text, string signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Sign(text)));

    public override string ToString() => $"SigningKey {{ {Id} }}";
}
