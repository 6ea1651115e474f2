using System.Text;
using Dropship.Core;

namespace Dropship.Functions.Presentation;

/// <summary>The anchor of an order in the order list, for links in mails.</summary>
internal static class OrderAnchor
{
    public static string Of(OrderKey key) => $"o-{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(key.ToString()))}";
}
