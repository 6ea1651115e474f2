using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>Calls the sandbox's control interface.</summary>
internal sealed class SandboxClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    /// <exception cref="ToolException">The sandbox refused or did not answer.</exception>
    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative), cancellationToken)
                ?? throw new ToolException($"The sandbox answered nothing to {path}.");
        }
        catch (HttpRequestException exception)
        {
            throw Silent(exception);
        }
    }

    /// <exception cref="ToolException">The sandbox refused, with its words in the message, or did not answer.</exception>
    public async Task SendAsync(HttpMethod method, string path, JsonNode body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
            using var answer = await _http.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                var words = await answer.Content.ReadAsStringAsync(cancellationToken);
                throw new ToolException($"The sandbox refused {method} {path}: {words}");
            }
        }
        catch (HttpRequestException exception)
        {
            throw Silent(exception);
        }
    }

    public async Task<int> CountOrdersAsync(CancellationToken cancellationToken)
    {
        var count = (await GetAsync("control/state", cancellationToken))["storeOrders"]!.AsArray().Count;
        foreach (var platform in SampleStore.All.Keys)
        {
            count += (await GetAsync($"control/{platform}/state", cancellationToken))["orders"]!.AsArray().Count;
        }

        return count;
    }

    public void Dispose() => _http.Dispose();

    private ToolException Silent(HttpRequestException exception) =>
        new($"The sandbox does not answer at {_http.BaseAddress}: {exception.Message}", exception);
}
