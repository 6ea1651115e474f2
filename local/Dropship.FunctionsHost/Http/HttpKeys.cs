using System.Security.Cryptography;
using System.Text;

namespace Dropship.FunctionsHost.Http;

/// <summary>The keys that callers show, from the settings <c>FunctionKeys__[name]</c>. Without any of these, nothing is locked.</summary>
internal sealed class HttpKeys
{
    private const string Master = "_master";
    private const string DurableTask = "durabletask_extension";

    private readonly Dictionary<string, string> _keys;

    public HttpKeys(IConfiguration configuration)
    {
        var said = configuration.GetSection("FunctionKeys").GetChildren().Where(key => key.Value is { Length: > 0 });
        _keys = said.ToDictionary(key => key.Key, key => key.Value!, StringComparer.OrdinalIgnoreCase);
        if (_keys.Count > 0 && !_keys.ContainsKey(DurableTask))
        {
            // The same after a restart, so that addresses that were given out stay good.
            var secret = Encoding.UTF8.GetBytes(_keys.GetValueOrDefault(Master) ?? _keys.Values.First());
            _keys[DurableTask] = Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(DurableTask)));
        }
    }

    /// <summary>What the addresses of the Durable extension end in; empty when nothing is locked.</summary>
    public string DurableTaskQuery => _keys.TryGetValue(DurableTask, out var key) ? $"?code={Uri.EscapeDataString(key)}" : string.Empty;

    /// <summary>Whether a request may call a function of that <c>authLevel</c>.</summary>
    public bool Allows(HttpRequest request, string? level) => level?.ToLowerInvariant() switch
    {
        "anonymous" => true,
        "admin" => Shows(request, name => name == Master),
        _ => Shows(request, name => name != DurableTask),
    };

    /// <summary>Whether a request may call the management endpoints of the Durable extension.</summary>
    public bool AllowsDurableTask(HttpRequest request) => Shows(request, name => name is Master or DurableTask);

    private bool Shows(HttpRequest request, Func<string, bool> counts)
    {
        var header = request.Headers["x-functions-key"];
        var shown = Encoding.UTF8.GetBytes((header.Count > 0 ? header : request.Query["code"]).ToString());
        bool Opens(string key) => CryptographicOperations.FixedTimeEquals(shown, Encoding.UTF8.GetBytes(key));
        return _keys.Count == 0 || _keys.Any(key => counts(key.Key) && Opens(key.Value));
    }
}
