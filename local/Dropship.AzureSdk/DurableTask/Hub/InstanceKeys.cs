using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>
/// Keys of an instance's rows: the partition is the id. Row keys end in a hash of it, because Azurite finds a row through
/// its row key alone and then filters: a key that all instances shared would make every access as slow as they are many.
/// </summary>
internal static class InstanceKeys
{
    /// <summary>Lower and upper bound of the keys of the instances' own rows.</summary>
    public const string FirstInstance = "i-";
    public const string AfterInstances = "i.";

    private const int LongestId = 256;

    public static string Instance(string id) => "i-" + Hash(id);

    public static string History(string id, int generation, int row) =>
        string.Create(CultureInfo.InvariantCulture, $"h-{generation:D6}-{row:D6}-{Hash(id)}");

    public static string Outgoing(string id) => "s-" + Hash(id);

    /// <summary>What is wrong with an id; null when nothing is.</summary>
    public static string? Problem(string id)
    {
        if (string.IsNullOrEmpty(id) || id.Length > LongestId)
        {
            return FormattableString.Invariant($"Instance IDs must have 1 to {LongestId} characters.");
        }

        if (id[0] == '@')
        {
            return "Instance IDs must not start with '@'.";
        }

        return id.AsSpan().IndexOfAny("/\\#?") >= 0 || id.Any(char.IsControl)
            ? "Instance IDs must not contain /, \\, #, ?, or control characters."
            : null;
    }

    private static string Hash(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 8));
}
