using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Dropship.Tooling;

namespace Dropship.AzureSdk.Tests.Host;

/// <summary>The function app Dropship.AzureSdk.TestHost, run as a process of its own that can be killed and started again over the same storage.</summary>
internal sealed partial class TestHostProcess(AzuriteFixture azurite) : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dropship-testhost-");
    private ChildProcess? _process;

    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage"] = azurite.ConnectionString,
        ["AzureFunctionsWebHost__hostid"] = AzuriteFixture.UniqueName("host"),
        ["AzureFunctionsJobHost__extensions__queues__leaseDuration"] = "00:00:02",
        ["ServiceBus"] = $"Endpoint=sb://{AzuriteFixture.UniqueName("ns")};SharedAccessKeyName=Root;SharedAccessKey=none;UseDevelopmentEmulator=true;",
        ["WitnessTable"] = AzuriteFixture.UniqueName("witness"),
        ["WorkQueue"] = AzuriteFixture.UniqueName("work"),
        ["NightlySchedule"] = "0 0 3 * * *",
        ["Host__LocalHttpPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
    };

    public TableClient Witness => new(azurite.ConnectionString, Settings["WitnessTable"]!);

    public Uri Address => new($"http://127.0.0.1:{Settings["Host__LocalHttpPort"]}");

    public ChildProcess Process => _process!;

    public async Task StartAsync()
    {
        await Witness.CreateIfNotExistsAsync();
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(
            RepositoryRoot.Find(), "tests", "Dropship.AzureSdk.TestHost", "bin", configuration, "net10.0", "Dropship.AzureSdk.TestHost.dll");
        _process = ChildProcess.Start("The test host", "dotnet", [program], Settings, _folder.FullName);
        await _process.WaitForLineAsync(HostStarted(), TimeSpan.FromSeconds(60), CancellationToken.None);
    }

    /// <summary>Writes a local.settings.json into the folder that the program runs in.</summary>
    public void WriteLocalSettings(string json) => File.WriteAllText(Path.Combine(_folder.FullName, "local.settings.json"), json);

    public Task KillAsync() => Process.KillAsync(CancellationToken.None);

    /// <summary>How often each thing was done by a function.</summary>
    public async Task<Dictionary<string, int>> DoneAsync(string function)
    {
        var rows = await Witness.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {function}")).ToListAsync();
        return rows.ToDictionary(r => r.RowKey, r => r.GetInt32("Count")!.Value, StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [GeneratedRegex("Host started", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HostStarted();
}
