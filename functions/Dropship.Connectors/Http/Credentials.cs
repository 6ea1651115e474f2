using System.Collections.Concurrent;
using System.Text.Json;
using Dropship.Core.Ports;
using Microsoft.Extensions.Options;

namespace Dropship.Connectors.Http;

/// <summary>Credentials of one kind, read from the secret store and kept in memory for a short while.</summary>
/// <typeparam name="T">The shape of the secret's JSON.</typeparam>
internal sealed class Credentials<T>(ISecretStore secrets, IOptions<ConnectorsOptions> options, TimeProvider time)
    where T : class
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentDictionary<string, (T? Value, DateTimeOffset ReadAt)> _kept = new(StringComparer.Ordinal);

    /// <summary>The credentials; null when there are none or they cannot be read.</summary>
    public async Task<T?> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue(name, out var kept) && time.GetUtcNow() - kept.ReadAt < options.Value.CredentialsKept)
        {
            return kept.Value;
        }

        var value = await ReadAsync(name, cancellationToken);
        Keep(name, value);
        return value;
    }

    /// <summary>The stored credentials, bypassing the cache.</summary>
    public async Task<T?> ReadAsync(string name, CancellationToken cancellationToken) =>
        Read(await secrets.GetAsync(name, cancellationToken));

    /// <summary>Clears the cache.</summary>
    public void Forget(string name) => _kept.TryRemove(name, out _);

    /// <summary>Caches new credentials, even if saving them failed.</summary>
    public void Keep(string name, T? value) => _kept[name] = (value, time.GetUtcNow());

    public Task SaveAsync(string name, T value, CancellationToken cancellationToken) =>
        secrets.SetAsync(name, JsonSerializer.Serialize(value, s_json), cancellationToken);

    private static T? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(text, s_json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
