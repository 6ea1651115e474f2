using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>Moves the sandbox by its control interface.</summary>
internal sealed class SandboxClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative), cancellationToken) ?? throw new ToolException($"The sandbox answered nothing to {path}.");

    /// <exception cref="ToolException">The sandbox refused; the message carries its words.</exception>
    public async Task SendAsync(HttpMethod method, string path, JsonNode body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
        using var answer = await _http.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new ToolException($"The sandbox refused {method} {path}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    public async Task<int> CountOrdersAsync(CancellationToken cancellationToken) =>
        (await GetAsync("control/state", cancellationToken))["storeOrders"]!.AsArray().Count;

    public void Dispose() => _http.Dispose();
}
