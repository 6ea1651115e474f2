using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>The function app's process. When it ends without being asked to, it is started again, as Azure would do.</summary>
internal sealed class RuntimeHost(DataFolder folder, AppProgram program, Uri address, IReadOnlyDictionary<string, string?> settings, Action<string> say) : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(90);

    private readonly CancellationTokenSource _stopping = new();
    private Task _supervision = Task.CompletedTask;
    private ChildProcess? _process;

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="ToolException">It ended or did not answer; the message carries what it said.</exception>
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
        var environment = settings.Where(setting => !program.Settings.ContainsKey(setting.Key)).Concat(program.Settings).ToDictionary(StringComparer.Ordinal);
        var process = ChildProcess.Start("The function app", program.FileName, program.Arguments, environment, program.Folder, folder.Below("logs/functions.log"));
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
                throw new ToolException(process.Output);
            }

            try
            {
                using var answer = await http.GetAsync(new Uri(address, "admin/host/ping"), limit.Token);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(150), limit.Token);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ToolException($"The function app did not answer at {address} within {s_startLimit.TotalSeconds:0} s.{Environment.NewLine}{process.Output}", exception);
            }
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

            say($"The function app ended (exit code {_process.ExitCode}); it is started again and goes on where it was.");
            await _process.DisposeAsync();
            _process = Start();
        }
    }
}
