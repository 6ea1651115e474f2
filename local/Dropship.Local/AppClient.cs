using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>Calls the function app's own interface.</summary>
internal sealed class AppClient : IDisposable
{
    private readonly HttpClient _http;

    public AppClient(Uri address, string key)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.Add("x-functions-key", key);
    }

    public Uri Address => _http.BaseAddress!;

    /// <summary>Has something done.</summary>
    /// <exception cref="ToolException">The app refused it or did not answer; the message carries its words.</exception>
    public Task<JsonNode> PostAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, cancellationToken);

    /// <summary>Reads something.</summary>
    /// <exception cref="ToolException">The app refused it or did not answer; the message carries its words.</exception>
    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, cancellationToken);

    /// <summary>Writes something.</summary>
    /// <exception cref="ToolException">The app refused it or did not answer; the message carries its words.</exception>
    public Task<JsonNode> PutAsync(string path, JsonNode body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, path, cancellationToken, body);

    /// <summary>New links to the order list, one for each approver, in the order of the settings.</summary>
    /// <exception cref="ToolException">The app refused it or did not answer; the message carries its words.</exception>
    public async Task<IReadOnlyList<Uri>> OrderListsAsync(CancellationToken cancellationToken) =>
        [
            .. (await PostAsync("api/order-list", cancellationToken))["links"]!
                .AsArray()
                .Select(link => new Uri(link!["address"]!.GetValue<string>())),
        ];

    /// <summary>All orders; null while the app does not answer.</summary>
    public async Task<IReadOnlyList<LocalOrder>?> ListOrdersAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _http.GetFromJsonAsync<JsonNode>(new Uri("api/orders?all=true", UriKind.Relative), cancellationToken);
            return [.. answer!["orders"]!.AsArray().Select(order => LocalOrder.From(order!))];
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or JsonException || IsTimeout(exception, cancellationToken))
        {
            return null;
        }
    }

    /// <summary>The failure of an answer that is not Dropship's.</summary>
    public ToolException NotDropship() => new($"{Address} did not answer as Dropship does. Check the address.");

    public void Dispose() => _http.Dispose();

    private static bool IsTimeout(Exception exception, CancellationToken cancellationToken) =>
        exception is TaskCanceledException && !cancellationToken.IsCancellationRequested;

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken, JsonNode? body = null)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            request.Content = body is null ? null : JsonContent.Create(body);
            using var answer = await _http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return answer switch
            {
                { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => throw new ToolException(
                    $"{Address} refused the function key ({(int)answer.StatusCode})."
                ),
                { IsSuccessStatusCode: false } => throw new ToolException(
                    $"{Address} refused {method} {path}: {(int)answer.StatusCode} {text}".TrimEnd()
                ),
                _ => JsonNode.Parse(text) ?? throw new JsonException(),
            };
        }
        catch (JsonException)
        {
            throw NotDropship();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || IsTimeout(exception, cancellationToken))
        {
            throw new ToolException($"No app answers at {Address}: {exception.Message}", exception);
        }
    }
}
