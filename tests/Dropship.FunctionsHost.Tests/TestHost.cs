using System.Globalization;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Dropship.Tooling;

namespace Dropship.FunctionsHost.Tests;

/// <summary>The host as a process of its own, running the test app with settings and names of its own.</summary>
internal sealed partial class TestHost : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("functions-host-").FullName;
    private readonly PortReservation _port = PortReservation.Take(null);
    private readonly string _name = $"t{Guid.NewGuid():N}"[..16];
    private ChildProcess? _process;

    public TestHost(string storage)
    {
        Storage = storage;
        Settings = new(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = storage,
            ["TaskHubStorage"] = storage,
            ["ParcelStorage"] = storage,
            ["TaskHubName"] = _name,
            ["ParcelQueue"] = _name,
            ["WitnessTable"] = _name,
            ["AzureFunctionsWebHost__hostid"] = _name,
            ["SecondSchedule"] = "* * * * * *",
            ["DailySchedule"] = "0 0 3 * * *",
            ["AzureWebJobs.EverySecond.Disabled"] = "true",
            ["AzureWebJobs.Session.Disabled"] = "true",
            ["AzureWebJobs.Plain.Disabled"] = "true",
            ["AzureWebJobs.Dead.Disabled"] = "true",
            ["AzureWebJobs.Off.Disabled"] = "1",
            ["SessionQueue"] = "sessions",
            ["PlainQueue"] = "plain",
            ["ServiceBus"] = ServiceBusEmulator.ConnectionStringOf(1),
        };
        Witness = new TableClient(storage, _name);
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{_port.Port}/"));
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>What goes into the file of settings at the next start.</summary>
    public Dictionary<string, string?> Settings { get; }

    /// <summary>Variables of the host's process.</summary>
    public Dictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal);

    public string Storage { get; }

    public string Name => _name;

    public int Port => _port.Port;

    public TableClient Witness { get; }

    public HttpClient Http { get; }

    public ChildProcess Process => _process!;

    /// <summary>All that the host wrote since it was started last.</summary>
    public string Output => File.Exists(LogFile) ? ReadLog() : string.Empty;

    /// <summary>The worker that was started last.</summary>
    public int WorkerId => int.Parse(WorkerStarted().Matches(Output)[^1].Groups["id"].ValueSpan, CultureInfo.InvariantCulture);

    private static string Configuration =>
        typeof(TestHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "BuildConfiguration").Value!;

    private string LogFile => Path.Combine(_folder, "host.log");

    /// <summary>A queue of the app, with the encoding that the trigger expects.</summary>
    public QueueClient Queue(string suffix = "") =>
        new(Storage, _name + suffix, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    public static string AppFolder() =>
        Path.Combine(RepositoryRoot.Find(), "tests", "Dropship.FunctionsHost.TestApp", "bin", Configuration, "net10.0");

    /// <summary>Starts the host and waits until it says that it runs.</summary>
    public async Task<TestHost> StartAsync()
    {
        await Witness.CreateIfNotExistsAsync();
        await Queue().CreateIfNotExistsAsync();
        await Queue("-quiet").CreateIfNotExistsAsync();
        await Queue("-stubborn").CreateIfNotExistsAsync();
        Launch();
        await Eventually.TrueAsync(
            async () =>
            {
                Assert.False(Process.HasExited, Process.Output);
                try
                {
                    var status = await Http.GetFromJsonAsync<JsonElement>("admin/host/status");
                    return status.GetProperty("state").GetString() == "Running";
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            () => $"the host runs. {Process.Output}"
        );
        return this;
    }

    /// <summary>Starts the host and gives its exit code and all it wrote.</summary>
    public async Task<(int Code, string Output)> RunToEndAsync(string? appFolder = null)
    {
        Launch(appFolder);
        await Process.Exited.WaitAsync(TimeSpan.FromSeconds(90));
        return (Process.ExitCode!.Value, Process.Output);
    }

    /// <summary>Ends only the host, as a power cut would, and waits for its end.</summary>
    public async Task KillHostAsync()
    {
        using var process = System.Diagnostics.Process.GetProcessById(Process.Id);
        process.Kill();
        await Process.Exited.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public void KillWorker()
    {
        using var process = System.Diagnostics.Process.GetProcessById(WorkerId);
        process.Kill();
    }

    public static bool IsAlive(int processId)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>What functions noted under a topic, in order.</summary>
    public async Task<IReadOnlyList<string>> NotesAsync(string topic)
    {
        var notes = new List<string>();
        await foreach (var row in Witness.QueryAsync<TableEntity>(row => row.PartitionKey == topic))
        {
            notes.Add(row.GetString("Text"));
        }

        return notes;
    }

    /// <summary>Waits until functions have noted so many lines under a topic, and gives them.</summary>
    public async Task<IReadOnlyList<string>> NotesAsync(string topic, int count)
    {
        IReadOnlyList<string> notes = [];
        await Eventually.TrueAsync(
            async () => (notes = await NotesAsync(topic)).Count >= count,
            () => $"{count} notes of {topic}, but {string.Join("; ", notes)}. {Process.Output}"
        );
        return notes;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Http.Dispose();
        _port.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex(@"The worker is process (?<id>\d+)\.", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WorkerStarted();

    private void Launch(string? appFolder = null)
    {
        var settings = Path.Combine(_folder, "settings.json");
        File.WriteAllText(settings, JsonSerializer.Serialize(new { Values = Settings }));
        File.Delete(LogFile);
        var folder = Path.Combine(RepositoryRoot.Find(), "local", "Dropship.FunctionsHost", "bin", Configuration, "net10.0");
        var port = _port.Port.ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            Path.Combine(folder, "Dropship.FunctionsHost.dll"),
            "--app",
            appFolder ?? AppFolder(),
            "--port",
            port,
            "--settings",
            settings,
        ];
        _process = ChildProcess.Start("The host", "dotnet", arguments, Environment, logFile: LogFile);
    }

    private string ReadLog()
    {
        using var file = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
