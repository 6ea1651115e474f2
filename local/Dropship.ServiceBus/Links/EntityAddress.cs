namespace Dropship.ServiceBus.Links;

/// <summary>What a link is for.</summary>
/// <param name="Queue">The queue's path.</param>
/// <param name="IsDeadLetters">Whether its dead letters are meant.</param>
/// <param name="IsManagement">Whether requests about it are meant, instead of messages.</param>
/// <param name="Path">All of the address, without slashes at its ends.</param>
internal sealed record EntityAddress(string Queue, bool IsDeadLetters, bool IsManagement, string Path)
{
    public const string Tokens = "$cbs";

    private const string Management = "/$management";
    private const string DeadLetters = "/$deadletterqueue";

    /// <summary>Reads an address such as <c>/orders/$DeadLetterQueue</c> or <c>orders/$management</c>.</summary>
    /// <exception cref="BrokerException">It names a subscription of a topic.</exception>
    public static EntityAddress Parse(string address)
    {
        var path = Uri.UnescapeDataString(address).Trim('/');
        var whole = path;
        var isManagement = TryCut(ref path, Management);
        var isDeadLetters = TryCut(ref path, DeadLetters);
        return path.Contains("/subscriptions/", StringComparison.OrdinalIgnoreCase)
            ? throw BrokerException.NotImplemented($"'{path}' is a subscription; topics are not served.")
            : new EntityAddress(path, isDeadLetters, isManagement, whole);
    }

    private static bool TryCut(ref string path, string end)
    {
        if (!path.EndsWith(end, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        path = path[..^end.Length];
        return true;
    }
}
