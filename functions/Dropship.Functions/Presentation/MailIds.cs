using System.Security.Cryptography;
using System.Text;

namespace Dropship.Functions.Presentation;

/// <summary>Opaque mail ids: the same text always gives the same id.</summary>
internal static class MailIds
{
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
