using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>The Functions host with the app's worker. A crashed host is restarted; it restarts a crashed worker itself.</summary>
internal sealed partial class RuntimeHost(
    DataFolder folder,
    AppProgram program,
    Uri address,
    IReadOnlyDictionary<string, string?> settings,
    Action<string> say
) : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(90);

    // It keeps nothing that a restart would not find again, so it need not end in its own time.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2.5);

    private readonly CancellationTokenSource _stopping = new();
    private Task _supervision = Task.CompletedTask;
    private ChildProcess? _process;

    private string LogFile => folder.Below("logs/functions.log");

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="ToolException">It ended or did not answer; the message says why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _process = Start();
        await WaitUntilReadyAsync(_process, cancellationToken);
        _supervision = SuperviseAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _supervision;
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private ChildProcess Start()
    {
        var process = ChildProcess.Start("The function app", program.FileName, program.Arguments, settings, program.Folder, LogFile);
        process.Grace = s_grace;
        process.LineWritten += line =>
        {
            if (WorkerStarted().Match(line) is { Success: true } started)
            {
                folder.Note("worker", int.Parse(started.Groups["id"].ValueSpan, CultureInfo.InvariantCulture));
            }
        };
        folder.Note("functions", process.Id);
        return process;
    }

    private async Task WaitUntilReadyAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_startLimit);
        while (true)
        {
            if (process.HasExited)
            {
                throw new ToolException(StartFailure.Tell(process.Output, LogFile));
            }

            try
            {
                var status = await http.GetFromJsonAsync<JsonNode>(new Uri(address, "admin/host/status"), limit.Token);
                if (status?["state"]?.GetValue<string>() == "Running")
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
            {
                // Not yet.
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ToolException(
                    $"The function app did not answer at {address} within {s_startLimit.TotalSeconds:0} s. Its log is {LogFile}.",
                    exception
                );
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private async Task SuperviseAsync(CancellationToken cancellationToken)
    {
        // Ctrl-C reaches the app as well as us; what ends then is not to be started again.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        while (true)
        {
            await Task.WhenAny(_process!.Exited, Task.Delay(Timeout.Infinite, stopping.Token));
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            say($"The function app ended (exit code {_process.ExitCode}). It is being restarted; no order is lost.");
            await _process.DisposeAsync();
            _process = Start();
        }
    }

    [GeneratedRegex(@"The worker is process (?<id>\d+)\.", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WorkerStarted();
}
