using System.Collections.Concurrent;

namespace Dropship.ServiceBus.Links;

/// <summary>What a client has shown and opened on its connection.</summary>
internal sealed class ClientConnection(SharedAccessKey key, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, SendingAmqpLink> _responses = new(StringComparer.Ordinal);

    /// <summary>Takes a token that is shown for a path.</summary>
    /// <exception cref="BrokerException">It is not valid.</exception>
    public Task<AmqpMap?> TakeTokenAsync(Request request)
    {
        if (request.Operation != "put-token" || request.Property("name") is not { } audience)
        {
            throw BrokerException.InvalidArgument("Only tokens can be put here.");
        }

        var path = SharedAccessKey.PathOf(Uri.UnescapeDataString(audience));
        _tokens[path] = key.Check(request.Text ?? string.Empty, path, time.GetUtcNow());
        return Task.FromResult<AmqpMap?>([]);
    }

    /// <exception cref="BrokerException">No token that is still valid was shown for the path or one above it.</exception>
    public void Demand(string path)
    {
        var now = time.GetUtcNow();
        if (!_tokens.Any(token => token.Value > now && SharedAccessKey.IsWithin(path, token.Key)))
        {
            throw BrokerException.Unauthorized($"No valid token was shown for '{path}'.");
        }
    }

    /// <summary>Takes note of the link that takes the responses to an address.</summary>
    public void AddResponses(string address, SendingAmqpLink link)
    {
        _responses[address] = link;
        link.SafeAddClosed((_, _) => _responses.TryRemove(new KeyValuePair<string, SendingAmqpLink>(address, link)));
    }

    public SendingAmqpLink? Responses(string address) => _responses.GetValueOrDefault(address);
}
