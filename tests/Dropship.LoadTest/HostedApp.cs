using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dropship.Local;
using Dropship.Tooling;

namespace Dropship.LoadTest;

/// <summary>A Functions host with the worker of an app.</summary>
internal sealed partial class HostedApp : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(90);

    private HostedApp(ChildProcess host, int workerId, Uri address)
    {
        Host = host;
        WorkerId = workerId;
        Address = address;
    }

    public ChildProcess Host { get; }

    /// <summary>The id of the worker's process.</summary>
    public int WorkerId { get; }

    public Uri Address { get; }

    /// <summary>Starts the host and waits until its functions run.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="folder">The folder of the built app.</param>
    /// <param name="port">The loopback port on which it answers.</param>
    /// <param name="settings">The app's settings.</param>
    /// <param name="logFile">A file that gets its output.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="ToolException">It ended or did not answer; the message carries what it said.</exception>
    public static async Task<HostedApp> StartAsync(
        string name,
        string folder,
        int port,
        IReadOnlyDictionary<string, string?> settings,
        string logFile,
        CancellationToken cancellationToken
    )
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        string[] arguments =
        [
            Programs.Find("local", "Dropship.FunctionsHost"),
            "--app",
            folder,
            "--port",
            port.ToString(CultureInfo.InvariantCulture),
        ];
        var process = ChildProcess.Start(name, "dotnet", arguments, settings, folder, logFile);
        try
        {
            var worker = (await process.WaitForLineAsync(WorkerStarted(), s_startLimit, cancellationToken)).Groups["id"];
            await RunsAsync(process, address, cancellationToken);
            return new HostedApp(process, int.Parse(worker.ValueSpan, CultureInfo.InvariantCulture), address);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static async Task RunsAsync(ChildProcess process, Uri address, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_startLimit);
        while (!process.HasExited)
        {
            try
            {
                if (
                    (await http.GetFromJsonAsync<JsonNode>(new Uri(address, "admin/host/status"), limit.Token))?[
                        "state"
                    ]?.GetValue<string>() == "Running"
                )
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
            }
        }

        throw new ToolException($"{process.Name} ended with exit code {process.ExitCode}.{Environment.NewLine}{process.Output}");
    }

    [GeneratedRegex(@"The worker is process (?<id>\d+)\.", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WorkerStarted();
}
