using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Dropship.LoadTest;

/// <summary>The person at the other end of the mails: opens each link once, approves, and pays at the cashier when the second mail asks for it.</summary>
internal sealed partial class Approver(ChannelReader<string> mails, Uri sandbox) : IDisposable
{
    private const int Hands = 12;
    private const int MostTries = 60;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };

    private int _approved;
    private int _paid;
    private int _lost;

    public int Approved => _approved;

    public int Paid => _paid;

    /// <summary>Mails whose page or cashier would not do what it should.</summary>
    public int Lost => _lost;

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(Enumerable.Range(0, Hands).Select(_ => WorkAsync(cancellationToken)));

    public void Dispose() => _http.Dispose();

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await foreach (var mail in mails.ReadAllAsync(cancellationToken))
        {
            if (LinkIn(mail) is not { } page)
            {
                continue;
            }

            // The mail may be here a moment before the page knows where to pay, which then tells its reader to wait.
            var tries = 0;
            while (!await ActAsync(page, cancellationToken) && ++tries < MostTries)
            {
                await Task.Delay(s_pause, cancellationToken);
            }

            if (tries == MostTries)
            {
                Interlocked.Increment(ref _lost);
            }
        }
    }

    private async Task<bool> ActAsync(Uri page, CancellationToken cancellationToken)
    {
        var html = await _http.GetStringAsync(page, cancellationToken);
        if (Amount().Match(html) is { Success: true } amount)
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["nonce"] = WebUtility.HtmlDecode(Nonce().Match(html).Groups["value"].Value),
                ["amount"] = WebUtility.HtmlDecode(amount.Groups["value"].Value),
                ["decision"] = "approve",
            });
            using var answer = await _http.PostAsync(page, form, cancellationToken);
            Interlocked.Increment(ref _approved);
            return answer.IsSuccessStatusCode;
        }

        using var redirect = await _http.GetAsync(new Uri($"{page.AbsoluteUri}/pay"), cancellationToken);
        if (redirect.Headers.Location is not { } cashier)
        {
            return html.Contains("id=\"paid\"", StringComparison.Ordinal);
        }

        var order = cashier.Query[(cashier.Query.IndexOf("orderId=", StringComparison.Ordinal) + "orderId=".Length)..].Split('&')[0];
        using var payment = new FormUrlEncodedContent([KeyValuePair.Create("orderId", Uri.UnescapeDataString(order))]);
        using var paid = await _http.PostAsync(new Uri(sandbox, "1688/cashier"), payment, cancellationToken);
        Interlocked.Increment(ref _paid);
        return (int)paid.StatusCode < 400;
    }

    // The plain part of the mail stands there as base64 or as it is.
    private static Uri? LinkIn(string mail)
    {
        if (Link().Match(mail) is { Success: true } plain)
        {
            return new Uri(plain.Value);
        }

        foreach (Match block in Base64().Matches(mail))
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(block.Value.Replace("\n", string.Empty, StringComparison.Ordinal)));
            if (Link().Match(text) is { Success: true } found)
            {
                return new Uri(found.Value);
            }
        }

        return null;
    }

    [GeneratedRegex(@"http://[^\s""<>]+/api/approvals/[^\s""<>]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?:^[A-Za-z0-9+/]{40,}={0,2}\n)+(?:^[A-Za-z0-9+/]+={0,2}\n)?", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex Base64();

    [GeneratedRegex("name=\"nonce\" value=\"(?<value>[^\"]*)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Nonce();

    [GeneratedRegex("name=\"amount\" value=\"(?<value>[^\"]*)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Amount();
}
