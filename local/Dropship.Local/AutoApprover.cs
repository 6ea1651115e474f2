using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;

namespace Dropship.Local;

/// <summary>Approves and pays automatically: opens the page behind each mail, approves its amount and pays at the cashier.</summary>
internal sealed class AutoApprover : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(400);

    private readonly Uri _inbox;
    private readonly Uri _app;
    private readonly HttpClient _http;
    private readonly HtmlParser _parser = new();
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    public AutoApprover(Uri inbox, Uri app)
    {
        _inbox = inbox;
        _app = app;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>Works until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                foreach (var mail in await ReadInboxAsync(cancellationToken))
                {
                    await ActAsync(mail, cancellationToken);
                }
            }
            catch (Exception exception)
                when (exception is HttpRequestException or IOException or JsonException
                    || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                // The app is being started again; the mails are still there.
            }

            await Task.Delay(s_pause, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<IReadOnlyList<(string Id, Uri Page)>> ReadInboxAsync(CancellationToken cancellationToken)
    {
        var mails = await _http.GetFromJsonAsync<JsonArray>(new Uri(_inbox, "email"), cancellationToken);
        var found = new List<(string, Uri)>();
        foreach (var mail in mails!)
        {
            var html = _parser.ParseDocument(mail!["html"]?.GetValue<string>() ?? string.Empty);
            foreach (var link in html.QuerySelectorAll("a[href*='/api/approvals/']").Select(one => one.GetAttribute("href")!))
            {
                // A mail of an earlier run may name a port that another program has now.
                var page = new Uri(_app, new Uri(link).PathAndQuery);
                var id = $"{mail["id"]!.GetValue<string>()} {page.PathAndQuery}";
                if (!_done.Contains(id))
                {
                    found.Add((id, page));
                }
            }
        }

        return found;
    }

    private async Task ActAsync((string Id, Uri Page) mail, CancellationToken cancellationToken)
    {
        using var shown = await _http.GetAsync(mail.Page, cancellationToken);
        var page = _parser.ParseDocument(await shown.Content.ReadAsStringAsync(cancellationToken));
        if (page.QuerySelector("input[name='nonce']") is { } nonce)
        {
            using var form = new FormUrlEncodedContent(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["nonce"] = nonce.GetAttribute("value") ?? string.Empty,
                    ["amount"] = page.QuerySelector("input[name='amount']")?.GetAttribute("value") ?? string.Empty,
                    ["decision"] = "approve",
                }
            );
            using var decided = await _http.PostAsync(mail.Page, form, cancellationToken);
        }
        else if (page.QuerySelector("#pay")?.Closest("form") is { } pay)
        {
            await PayAsync(new Uri(mail.Page, pay.GetAttribute("action")), cancellationToken);
        }
        else if (page.QuerySelector("meta[http-equiv='refresh']") is null && shown.StatusCode == HttpStatusCode.OK)
        {
            // Decided and paid, void or expired: nothing is left to do with this mail.
            _done.Add(mail.Id);
        }
    }

    private async Task PayAsync(Uri link, CancellationToken cancellationToken)
    {
        using var opened = await _http.PostAsync(link, null, cancellationToken);
        if (
            _parser
                .ParseDocument(await opened.Content.ReadAsStringAsync(cancellationToken))
                .QuerySelector("a#cashier")
                ?.GetAttribute("href")
            is not { } address
        )
        {
            return;
        }

        var cashier = new Uri(address);
        using var shown = await _http.GetAsync(cashier, cancellationToken);
        var page = _parser.ParseDocument(await shown.Content.ReadAsStringAsync(cancellationToken));
        if (page.QuerySelector("input[name='orderId']") is { } orders)
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("orderId", orders.GetAttribute("value") ?? string.Empty)]);
            var action = page.QuerySelector("form")!.GetAttribute("action");
            using var paid = await _http.PostAsync(new Uri(cashier, action), form, cancellationToken);
        }
    }
}
