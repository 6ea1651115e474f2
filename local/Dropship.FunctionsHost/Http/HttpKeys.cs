using System.Security.Cryptography;
using System.Text;

namespace Dropship.FunctionsHost.Http;

/// <summary>The keys that callers show, from the settings <c>FunctionKeys__[name]</c>. Without any of these, nothing is locked.</summary>
internal sealed class HttpKeys
{
    private readonly List<(bool IsMaster, byte[] Value)> _keys;

    public HttpKeys(IConfiguration configuration)
    {
        var said = configuration.GetSection("FunctionKeys").GetChildren().Where(key => key.Value is { Length: > 0 });
        _keys = [.. said.Select(key => (key.Key is "_master", Encoding.UTF8.GetBytes(key.Value!)))];
    }

    /// <summary>Whether a request may call a function of that <c>authLevel</c>.</summary>
    public bool Allows(HttpRequest request, string? level)
    {
        var header = request.Headers["x-functions-key"];
        var shown = Encoding.UTF8.GetBytes((header.Count > 0 ? header : request.Query["code"]).ToString());
        return level is "Anonymous"
            || _keys.Count == 0
            || _keys.Exists(key => (key.IsMaster || level is not "Admin") && CryptographicOperations.FixedTimeEquals(shown, key.Value));
    }
}
