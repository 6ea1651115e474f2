using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Dropship.Local;

namespace Dropship.LoadTest;

/// <summary>Delivers signed webhooks of its own beside the sandbox's, and measures how long the app takes to answer.</summary>
internal sealed class WebhookProbe(LoadSystem system, string secret) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly List<double> _times = [];

    public Percentiles Times => Percentiles.Of(_times);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var begin = DateTimeOffset.UtcNow.AddDays(-1);
        try
        {
            for (var number = 0; ; number++)
            {
                await DeliverAsync(number, begin.AddSeconds(number), cancellationToken);
                await Task.Delay(s_pause, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task DeliverAsync(int number, DateTimeOffset changedAt, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{9_900_000_000_000 + number}},"updated_at":"{{changedAt:yyyy-MM-ddTHH:mm:sszzz}}"}"""));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(system.AppAddress, $"api/webhooks/stores/{Seeder.StoreAccount}")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Shopify-Topic", "orders/updated");
        request.Headers.Add("X-Shopify-Shop-Domain", $"{Seeder.StoreAccount}.myshopify.com");
        request.Headers.Add("X-Shopify-Event-Id", Guid.NewGuid().ToString());
        request.Headers.Add("X-Shopify-Webhook-Id", Guid.NewGuid().ToString());
        request.Headers.Add("X-Shopify-Triggered-At", changedAt.ToString("O", CultureInfo.InvariantCulture));
        request.Headers.Add("X-Shopify-Hmac-Sha256", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        var begin = Stopwatch.GetTimestamp();
        using var answer = await _http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        _times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
    }
}
