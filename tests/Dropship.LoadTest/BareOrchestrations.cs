using System.Diagnostics;
using System.Globalization;
using Dropship.Local;
using Dropship.Tooling;

namespace Dropship.LoadTest;

/// <summary>Measures orchestrations of the shape of an order's that do nothing: what the host and the engine take by themselves.</summary>
internal sealed class BareOrchestrations(LoadSystem system, string logFile)
{
    // So many are under way at a time: enough that the engine always has something to do.
    private const int UnderWay = 60;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    /// <summary>Measures as many as go at once, and then as many a minute as orders came, since what the engine asks of its queues depends
    /// on how many share it.</summary>
    /// <param name="waits">How many waits each orchestration has.</param>
    /// <param name="rate">How many orders came a minute.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<BareFigures> MeasureAsync(int waits, double rate, CancellationToken cancellationToken)
    {
        var storage = system.Azurite.ConnectionStringOf(LoadSystem.BareAccount);
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            ["AzureWebJobsStorage"] = storage,
            ["TaskHubStorage"] = storage,
            ["TaskHubName"] = "BareHub",
            ["AzureFunctionsJobHost__logging__logLevel__default"] = "Warning",
            ["AzureFunctionsJobHost__logging__logLevel__Host.Worker"] = "Information",
            ["ASPNETCORE_URLS"] = null,
        };
        var folder = Path.GetDirectoryName(Programs.Find("tests", "Dropship.LoadTest.BareApp"))!;
        await using var app = await HostedApp.StartAsync("The bare app", folder, FreePort.Next(), settings, logFile, cancellationToken);
        using var http = new HttpClient { BaseAddress = app.Address };
        var start = new Uri(string.Create(CultureInfo.InvariantCulture, $"bare/{waits}"), UriKind.Relative);
        var started = await KeepGoingAsync(http, start, 0, s_warmUp, cancellationToken);

        var (host, worker) = (new ProcessWatch("the host", app.Host.Id), new ProcessWatch("the worker", app.WorkerId));
        host.Begin();
        worker.Begin();
        var finished = await CountAsync(http, cancellationToken);
        var watch = Stopwatch.StartNew();
        started = await KeepGoingAsync(http, start, started, s_measured, cancellationToken);
        var ended = await CountAsync(http, cancellationToken) - finished;
        var figures = new BareFigures(
            waits,
            ended / watch.Elapsed.TotalMinutes,
            double.NaN,
            host.Cpu() * 1000 / ended,
            worker.Cpu() * 1000 / ended
        );

        while (await CountAsync(http, cancellationToken) < started)
        {
            await Task.Delay(s_look, cancellationToken);
        }

        var before = system.Requests.Read();
        await StartAtRateAsync(http, start, rate, cancellationToken);
        var transactions = system.Requests.Read().Since(before).Of(LoadSystem.BareAccount);
        return figures with { Transactions = (double)transactions / (await CountAsync(http, cancellationToken) - started) };
    }

    private static async Task StartAtRateAsync(HttpClient http, Uri start, double rate, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        for (var number = 0; watch.Elapsed < s_measured; number++)
        {
            var due = TimeSpan.FromMinutes(number / rate);
            if (due > watch.Elapsed)
            {
                await Task.Delay(due - watch.Elapsed, cancellationToken);
            }

            using var answer = await http.PostAsync(start, null, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task<int> KeepGoingAsync(
        HttpClient http,
        Uri start,
        int started,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < duration)
        {
            var missing = UnderWay - (started - await CountAsync(http, cancellationToken));
            await Task.WhenAll(
                Enumerable
                    .Range(0, Math.Max(0, missing))
                    .Select(async _ =>
                    {
                        using var answer = await http.PostAsync(start, null, cancellationToken);
                        answer.EnsureSuccessStatusCode();
                    })
            );
            started += Math.Max(0, missing);
            await Task.Delay(s_look, cancellationToken);
        }

        return started;
    }

    private static async Task<int> CountAsync(HttpClient http, CancellationToken cancellationToken) =>
        int.Parse(await http.GetStringAsync(new Uri("bare", UriKind.Relative), cancellationToken), CultureInfo.InvariantCulture);
}
