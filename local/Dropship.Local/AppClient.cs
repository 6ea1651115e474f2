using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>Talks to the function app's own interface, as any other caller would.</summary>
internal sealed class AppClient : IDisposable
{
    private readonly HttpClient _http;

    public AppClient(Uri address, string key)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.Add("x-functions-key", key);
    }

    /// <summary>Has something done.</summary>
    /// <exception cref="ToolException">The app refused it or did not answer; the message carries its words.</exception>
    public Task<JsonNode> PostAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, cancellationToken);

    /// <summary>Reads something.</summary>
    /// <exception cref="ToolException">The app refused it or did not answer; the message carries its words.</exception>
    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, cancellationToken);

    /// <summary>Writes something; what the app says of it must not be a complaint.</summary>
    /// <exception cref="ToolException">The app refused it; the message carries its words.</exception>
    public async Task<JsonNode> PutAsync(string path, JsonNode body, CancellationToken cancellationToken)
    {
        using var answer = await _http.PutAsJsonAsync(new Uri(path, UriKind.Relative), body, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new ToolException($"PUT {path}: {(int)answer.StatusCode} {text}");
        }

        return JsonNode.Parse(text)!;
    }

    /// <summary>New links to the list of orders as a page, one for each approver in the order of the settings.</summary>
    /// <exception cref="ToolException">The app refused it or did not answer; the message carries its words.</exception>
    public async Task<IReadOnlyList<Uri>> OrderListsAsync(CancellationToken cancellationToken) =>
        [.. (await PostAsync("api/order-list", cancellationToken))["links"]!.AsArray().Select(link => new Uri(link!["address"]!.GetValue<string>()))];

    /// <summary>The orders; null while the app does not answer.</summary>
    public async Task<IReadOnlyList<LocalOrder>?> ListOrdersAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _http.GetFromJsonAsync<JsonNode>(new Uri("api/orders?all=true", UriKind.Relative), cancellationToken);
            return [.. answer!["orders"]!.AsArray().Select(order => LocalOrder.From(order!)).Reverse()];
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            using var answer = await _http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new ToolException($"{method} {path}: {(int)answer.StatusCode} {text}");
        }
        catch (HttpRequestException exception)
        {
            throw new ToolException($"No app answers at {_http.BaseAddress}: {exception.Message}", exception);
        }
    }
}
