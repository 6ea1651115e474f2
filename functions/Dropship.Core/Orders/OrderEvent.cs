using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dropship.Core.Orders;

/// <summary>
/// One row of an order's history: who did what, why, and what it changed. Each row carries the digest of the row before it, so
/// that a row cannot be changed, dropped or slipped in later without being noticed.
/// </summary>
public sealed record OrderEvent
{
    /// <summary>From 1, without gaps.</summary>
    public required int Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who: <c>system</c>, <c>store</c>, <c>1688</c>, or <c>person:</c> with a name.</summary>
    public required string Actor { get; init; }

    public required EventKind What { get; init; }

    /// <summary>The purchase order it is about; null when it is about the store order.</summary>
    public string? PurchaseOrder { get; init; }

    /// <summary>Why, in words, without personal data.</summary>
    public required string Why { get; init; }

    public string? Before { get; init; }

    public string? After { get; init; }

    /// <summary>The digest of the row before; empty for the first.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>SHA-256 over all the other fields, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>The event that follows the last one of a history.</summary>
    /// <param name="count">How many events the history has.</param>
    /// <param name="lastHash">The digest of the last one; empty before the first.</param>
    /// <param name="at">When.</param>
    /// <param name="who">Who.</param>
    /// <param name="what">What.</param>
    /// <param name="why">Why, in words, without personal data.</param>
    /// <param name="before">What was before; null when that says nothing.</param>
    /// <param name="after">What is now.</param>
    /// <param name="purchaseOrder">The purchase order it is about; null for none.</param>
    public static OrderEvent Next(
        int count,
        string lastHash,
        DateTimeOffset at,
        string who,
        EventKind what,
        string why,
        string? before = null,
        string? after = null,
        string? purchaseOrder = null
    ) =>
        new()
        {
            Sequence = count + 1,
            At = at,
            Actor = who,
            What = what,
            PurchaseOrder = purchaseOrder,
            Why = why,
            Before = before,
            After = after,
            PreviousHash = lastHash,
            Hash = ComputeHash(count + 1, at, who, what, purchaseOrder, why, before, after, lastHash),
        };

    public static string ComputeHash(
        int sequence,
        DateTimeOffset at,
        string who,
        EventKind what,
        string? purchaseOrder,
        string why,
        string? before,
        string? after,
        string previousHash
    )
    {
        var text = new StringBuilder();
        foreach (
            var part in (string?[])
                [
                    sequence.ToString(CultureInfo.InvariantCulture),
                    at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                    who,
                    what.Code,
                    purchaseOrder,
                    why,
                    before,
                    after,
                    previousHash,
                ]
        )
        {
            // The length in front keeps two different rows from reading the same.
            text.Append(CultureInfo.InvariantCulture, $"{part?.Length ?? -1}:{part}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Whether the row's own digest fits its fields.</summary>
    public bool IsIntact() => Hash == ComputeHash(Sequence, At, Actor, What, PurchaseOrder, Why, Before, After, PreviousHash);
}
