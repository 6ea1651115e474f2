using System.Globalization;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;

namespace Dropship.Core.Operations;

/// <summary>
/// Makes and checks the tickets in links to the list of orders, so that no key has to stand in an address. A ticket is bound by its
/// signature to its reader and its end; nothing of it needs to be stored, and who does not approve any more reads no more.
/// </summary>
public sealed class OrderListLinks(ApprovalOptions options, TimeProvider time)
{
    /// <summary>How long a link opens the list.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>A link for each person of the team.</summary>
    public IReadOnlyList<OrderListLink> IssueToAll() => [.. options.Approvers.Select(reader => IssueTo(reader, time.GetUtcNow()))];

    /// <summary>A link for one person.</summary>
    /// <param name="reader">Whom it is for.</param>
    /// <param name="from">When its time begins; the same moment gives the same link.</param>
    public OrderListLink IssueTo(Approver reader, DateTimeOffset from)
    {
        var end = (from + Lifetime).ToUnixTimeSeconds();
        var signer = options.SigningKeys[0];
        var ticket = string.Create(CultureInfo.InvariantCulture, $"{end}.{reader.Id}.{signer.Id}.{signer.Sign(Statement(end, reader.Id))}");
        return new OrderListLink(
            reader,
            new Uri(options.PublicAddress, $"api/order-list/{ticket}"),
            DateTimeOffset.FromUnixTimeSeconds(end)
        );
    }

    /// <summary>The person that a ticket was issued to; null when it was not issued here, or its time is over.</summary>
    public Approver? Check(string ticket)
    {
        var parts = ticket.Split('.');
        if (
            parts.Length != 4
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            || end <= time.GetUtcNow().ToUnixTimeSeconds()
        )
        {
            return null;
        }

        var signer = options.SigningKeys.FirstOrDefault(key => key.Id == parts[2]);
        return signer is not null && signer.IsSignatureOf(Statement(end, parts[1]), parts[3])
            ? options.Approvers.FirstOrDefault(one => one.Id == parts[1])
            : null;
    }

    private static string Statement(long end, string readerId) =>
        string.Create(CultureInfo.InvariantCulture, $"order-list|{readerId}|{end}");
}
