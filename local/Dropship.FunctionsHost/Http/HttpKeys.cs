using System.Security.Cryptography;
using System.Text;

namespace Dropship.FunctionsHost.Http;

/// <summary>The keys that callers show, from the settings <c>FunctionKeys__&lt;name&gt;</c>. Without any of these, nothing is locked.</summary>
internal sealed class HttpKeys
{
    private const string Master = "_master";
    private const string DurableTask = "durabletask_extension";

    private readonly Dictionary<string, byte[]> _keys;

    public HttpKeys(IConfiguration configuration)
    {
        _keys = configuration.GetSection("FunctionKeys").GetChildren()
            .Where(key => key.Value is { Length: > 0 })
            .ToDictionary(key => key.Key, key => Encoding.UTF8.GetBytes(key.Value!), StringComparer.OrdinalIgnoreCase);
        if (_keys.Count > 0 && !_keys.ContainsKey(DurableTask))
        {
            // The same after a restart, so that addresses that were given out stay good.
            var secret = _keys.TryGetValue(Master, out var master) ? master : _keys.Values.First();
            _keys[DurableTask] = Encoding.UTF8.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(DurableTask))));
        }
    }

    /// <summary>What the addresses of the Durable extension end in; empty when nothing is locked.</summary>
    public string DurableTaskQuery => _keys.TryGetValue(DurableTask, out var key) ? $"?code={Uri.EscapeDataString(Encoding.UTF8.GetString(key))}" : string.Empty;

    /// <summary>Whether a request may call a function of that <c>authLevel</c>.</summary>
    public bool Allows(HttpRequest request, string? level) => _keys.Count == 0 || level?.ToLowerInvariant() switch
    {
        "anonymous" => true,
        "admin" => Shows(request, name => name == Master),
        _ => Shows(request, name => name != DurableTask),
    };

    /// <summary>Whether a request may call the management endpoints of the Durable extension.</summary>
    public bool AllowsDurableTask(HttpRequest request) => _keys.Count == 0 || Shows(request, name => name is Master or DurableTask);

    private bool Shows(HttpRequest request, Func<string, bool> counts)
    {
        var shown = request.Headers.TryGetValue("x-functions-key", out var header) ? header.ToString() : request.Query["code"].ToString();
        var bytes = Encoding.UTF8.GetBytes(shown);
        return _keys.Any(key => counts(key.Key) && CryptographicOperations.FixedTimeEquals(bytes, key.Value));
    }
}
