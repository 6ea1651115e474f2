using System.Security.Cryptography;
using System.Text;

namespace Dropship.Sandbox.Couriers;

/// <summary>The services' signatures, as the services make them.</summary>
internal static class CourierSigns
{
#pragma warning disable CA5351 // The services sign with MD5.
    public static string Md5(string text) => Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static string Hmac(string secret, string text) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}
