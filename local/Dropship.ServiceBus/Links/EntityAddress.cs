namespace Dropship.ServiceBus.Links;

/// <summary>What a link is for.</summary>
/// <param name="Path">All of the address, without slashes at its ends.</param>
/// <param name="Queue">The queue's path.</param>
/// <param name="IsDeadLetters">Whether its dead letters are meant.</param>
/// <param name="IsManagement">Whether requests about it are meant, instead of messages.</param>
internal sealed record EntityAddress(string Path, string Queue, bool IsDeadLetters, bool IsManagement)
{
    private const string Management = "/$management";
    private const string DeadLetters = "/$deadletterqueue";

    /// <summary>Reads an address such as <c>/orders/$DeadLetterQueue</c> or <c>orders/$management</c>.</summary>
    /// <exception cref="BrokerException">It names a subscription of a topic.</exception>
    public static EntityAddress Parse(string address)
    {
        var path = Uri.UnescapeDataString(address).Trim('/');
        var isManagement = path.EndsWith(Management, StringComparison.OrdinalIgnoreCase);
        var entity = isManagement ? path[..^Management.Length] : path;
        var isDeadLetters = entity.EndsWith(DeadLetters, StringComparison.OrdinalIgnoreCase);
        var queue = isDeadLetters ? entity[..^DeadLetters.Length] : entity;
        return queue.Contains("/subscriptions/", StringComparison.OrdinalIgnoreCase)
            ? throw BrokerException.NotImplemented($"'{queue}' is a subscription; topics are not served.")
            : new EntityAddress(path, queue, isDeadLetters, isManagement);
    }
}
