using System.Security.Cryptography;
using System.Text;

namespace Dropship.Functions.Presentation;

/// <summary>Ids of mails that name nothing: the same text always gives the same id.</summary>
internal static class MailIds
{
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
