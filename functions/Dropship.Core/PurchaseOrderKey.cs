using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dropship.Core;

/// <summary>
/// The business key of a purchase order: store account, order, supplier, ship-to, purpose and sequence. The same need always has the
/// same key, so that it can be bought only once; buying on purpose again is a new sequence. It is the market's outer order
/// number, the orchestration's instance id and the message's id, so it holds only letters, digits, '.', '-' and '_'.
/// </summary>
public readonly record struct PurchaseOrderKey
{
    private const char Separator = '.';
    private const int DigestLength = 10;

    private PurchaseOrderKey(string value) => Value = value;

    public string Value { get; }

    /// <summary>The key of a need.</summary>
    /// <param name="order">The store order.</param>
    /// <param name="supplierId">The supplier's member id.</param>
    /// <param name="shipToDigest">The digest of the address, see <see cref="ShipTo.Digest"/>.</param>
    /// <param name="purpose">Why it is bought.</param>
    /// <param name="sequence">From 1; more than 1 only when a person has the same bought again.</param>
    public static PurchaseOrderKey Create(OrderKey order, string supplierId, string shipToDigest, PurchasePurpose purpose, int sequence)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{order}\n{supplierId}\n{shipToDigest}"));
        return new PurchaseOrderKey(
            string.Join(
                Separator,
                order.AccountId,
                Escape(order.StoreOrderId),
                Convert.ToHexStringLower(digest)[..DigestLength],
                string.Create(CultureInfo.InvariantCulture, $"{Letter(purpose)}{sequence}")
            )
        );
    }

    /// <summary>Reads a key's text.</summary>
    /// <exception cref="FormatException">The text is no key.</exception>
    public static PurchaseOrderKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException($"'{text}' is not the key of a purchase order.");

    public static bool TryParse(string? text, out PurchaseOrderKey key)
    {
        var parts = text?.Split(Separator) ?? [];
        var valid =
            parts.Length == 4
            && AccountIds.IsValid(parts[0])
            && parts[1].Length > 0
            && parts[1].All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            && parts[2].Length == DigestLength
            && parts[2].All(char.IsAsciiHexDigitLower)
            && parts[3].Length > 1
            && parts[3][0] is 's' or 'r' or 'm'
            && parts[3].AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
        key = valid ? new PurchaseOrderKey(text!) : default;
        return valid;
    }

    /// <summary>The store order that it is bought for.</summary>
    public OrderKey Order
    {
        get
        {
            var parts = Value.Split(Separator);
            return new OrderKey(parts[0], Unescape(parts[1]));
        }
    }

    public int Sequence => int.Parse(Value.AsSpan(Value.LastIndexOf(Separator) + 2), CultureInfo.InvariantCulture);

    public override string ToString() => Value ?? string.Empty;

    private static char Letter(PurchasePurpose purpose) =>
        purpose switch
        {
            PurchasePurpose.Sale => 's',
            PurchasePurpose.Resend => 'r',
            PurchasePurpose.Manual => 'm',
            _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, null),
        };

    private static string Escape(string id)
    {
        var text = new StringBuilder(id.Length);
        foreach (var character in id)
        {
            if (char.IsAsciiLetterOrDigit(character) || character == '-')
            {
                text.Append(character);
            }
            else
            {
                text.Append('_').Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    private static string Unescape(string text)
    {
        var id = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (
                text[index] == '_'
                && index + 4 < text.Length
                && int.TryParse(text.AsSpan(index + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code)
            )
            {
                id.Append((char)code);
                index += 4;
            }
            else
            {
                id.Append(text[index]);
            }
        }

        return id.ToString();
    }
}
