using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using MimeKit;

namespace Dropship.LoadTest;

/// <summary>The person at the other end of the mails: opens each link, approves, stays at the page until it can be paid, and pays at the
/// cashier.</summary>
internal sealed partial class Approver(ChannelReader<string> mails, Uri sandbox) : IDisposable
{
    private const int Hands = 12;
    private const int MostTries = 60;

    // The page looks again by itself this often.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _hands = new(Hands);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };

    private int _approved;
    private int _paid;
    private int _lost;

    public int Approved => _approved;

    public int Paid => _paid;

    /// <summary>Mails whose page or cashier would not do what it should.</summary>
    public int Lost => _lost;

    /// <summary>Reads mails until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var acts = new List<Task>();
        var known = new HashSet<Uri>();
        try
        {
            await foreach (var mail in mails.ReadAllAsync(cancellationToken))
            {
                acts.RemoveAll(act => act.IsCompleted);
                acts.AddRange(LinksIn(mail).Where(known.Add).Select(page => FollowAsync(page, cancellationToken)));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }

        await Task.WhenAll(acts);
    }

    public void Dispose()
    {
        _http.Dispose();
        _hands.Dispose();
    }

    // After the approval the page tells its reader to wait until the cashier's page is there.
    private async Task FollowAsync(Uri page, CancellationToken cancellationToken)
    {
        try
        {
            for (var tries = 0; tries < MostTries; tries++)
            {
                if (await TryActAsync(page, cancellationToken))
                {
                    return;
                }

                await Task.Delay(s_pause, cancellationToken);
            }

            Interlocked.Increment(ref _lost);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private async Task<bool> TryActAsync(Uri page, CancellationToken cancellationToken)
    {
        await _hands.WaitAsync(cancellationToken);
        try
        {
            return await ActAsync(page, cancellationToken);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // A page that fails or takes too long is opened again, as a person would.
            return false;
        }
        finally
        {
            _hands.Release();
        }
    }

    private async Task<bool> ActAsync(Uri page, CancellationToken cancellationToken)
    {
        var html = await _http.GetStringAsync(page, cancellationToken);
        if (Amount().Match(html) is { Success: true } amount)
        {
            using var form = new FormUrlEncodedContent(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["nonce"] = WebUtility.HtmlDecode(Nonce().Match(html).Groups["value"].Value),
                    ["amount"] = WebUtility.HtmlDecode(amount.Groups["value"].Value),
                    ["decision"] = "approve",
                }
            );
            using var answer = await _http.PostAsync(page, form, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref _approved);
            }

            return false;
        }

        if (!html.Contains("id=\"pay\"", StringComparison.Ordinal))
        {
            return html.Contains("id=\"paid\"", StringComparison.Ordinal);
        }

        using var opened = await _http.PostAsync(new Uri($"{page.AbsoluteUri}/pay"), null, cancellationToken);
        if (CashierLink().Match(await opened.Content.ReadAsStringAsync(cancellationToken)) is not { Success: true } link)
        {
            return false;
        }

        var cashier = new Uri(WebUtility.HtmlDecode(link.Groups["address"].Value));

        var order = cashier.Query[(cashier.Query.IndexOf("orderId=", StringComparison.Ordinal) + "orderId=".Length)..].Split('&')[0];
        using var payment = new FormUrlEncodedContent([KeyValuePair.Create("orderId", Uri.UnescapeDataString(order))]);
        using var paid = await _http.PostAsync(new Uri(sandbox, "1688/cashier"), payment, cancellationToken);
        Interlocked.Increment(ref _paid);
        return (int)paid.StatusCode < 400;
    }

    // A mail may tell of many orders.
    private static List<Uri> LinksIn(string mail)
    {
        using var raw = new MemoryStream(Encoding.UTF8.GetBytes(mail));
        using var message = MimeMessage.Load(raw);
        return [.. Link().Matches(message.TextBody ?? string.Empty).Select(found => new Uri(found.Value)).Distinct()];
    }

    [GeneratedRegex(@"http://[^\s""<>]+/api/approvals/[^\s""<>]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("name=\"nonce\" value=\"(?<value>[^\"]*)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Nonce();

    [GeneratedRegex("id=\"cashier\" href=\"(?<address>[^\"]*)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CashierLink();

    [GeneratedRegex("name=\"amount\" value=\"(?<value>[^\"]*)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Amount();
}
