using System.Globalization;
using System.Text.RegularExpressions;

namespace Dropship.Tooling;

/// <summary>A real Azurite of its own: blob, queue and table services on loopback ports chosen by the system.</summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // The documented key of the emulator's one account; it opens nothing but an emulator.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private AzuriteServer(ChildProcess process, int blobPort, int queuePort, int tablePort)
    {
        Process = process;
        BlobEndpoint = Endpoint(blobPort);
        QueueEndpoint = Endpoint(queuePort);
        TableEndpoint = Endpoint(tablePort);
    }

    public Uri BlobEndpoint { get; }

    public Uri QueueEndpoint { get; }

    public Uri TableEndpoint { get; }

    public ChildProcess Process { get; }

    public string ConnectionString => ConnectionStringOf(Account);

    /// <summary>How to reach one of its accounts.</summary>
    public string ConnectionStringOf(string account) =>
        (
            $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};"
            + $"BlobEndpoint={Of(BlobEndpoint)};QueueEndpoint={Of(QueueEndpoint)};TableEndpoint={Of(TableEndpoint)};"
        ).Replace($"/{Account};", $"/{account};", StringComparison.Ordinal);

    /// <summary>Starts Azurite and waits until all three services listen.</summary>
    /// <param name="folder">Where it keeps its data; null keeps it in memory. It writes every five seconds and at its end.</param>
    /// <param name="logFile">A file that gets its output; none when null.</param>
    /// <param name="progress">Told in one sentence when there is something to wait for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="accounts">The names of further accounts beside the standard one, with the same key.</param>
    /// <param name="tellsRequests">Whether each request is a line of its output.</param>
    /// <param name="heapMegabytes">How much memory its engine may take; null for what it takes by itself.</param>
    /// <exception cref="ToolException">Node is missing, or Azurite would not start.</exception>
    public static async Task<AzuriteServer> StartAsync(
        string? folder,
        string? logFile,
        Action<string>? progress,
        CancellationToken cancellationToken,
        IReadOnlyList<string>? accounts = null,
        bool tellsRequests = false,
        int? heapMegabytes = null
    )
    {
        var packages = await NodePackages.EnsureInstalledAsync(progress, cancellationToken);
        string[] where = folder is null ? ["--inMemoryPersistence"] : ["--location", folder];
        string[] manner = [.. tellsRequests ? (string[])[] : ["--silent"], "--disableTelemetry", "--skipApiVersionCheck"];
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AZURITE_ACCOUNTS"] = string.Join(';', ((string[])[Account, .. accounts ?? []]).Select(name => $"{name}:{Key}")),
            ["NODE_OPTIONS"] = null,
        };
        string[] room = heapMegabytes is { } megabytes
            ? [string.Create(CultureInfo.InvariantCulture, $"--max-old-space-size={megabytes}")]
            : [];
        string[] arguments = [.. where, "--blobPort", "0", "--queuePort", "0", "--tablePort", "0", .. manner];
        var process = packages.Start("Azurite", "azurite/dist/src/azurite.js", arguments, logFile, environment, room);
        try
        {
            var timeout = TimeSpan.FromSeconds(60);
            var ports = new List<int>();
            foreach (var pattern in (Regex[])[BlobListening(), QueueListening(), TableListening()])
            {
                var match = await process.WaitForLineAsync(pattern, timeout, cancellationToken);
                ports.Add(int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture));
            }

            return new AzuriteServer(process, ports[0], ports[1], ports[2]);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static string Of(Uri endpoint) => endpoint.OriginalString;

    private static Uri Endpoint(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/{Account}"));

    [GeneratedRegex(@"Blob service.*listening.*:(?<port>\d+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BlobListening();

    [GeneratedRegex(@"Queue service.*listen.*http.*:(?<port>\d+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex QueueListening();

    [GeneratedRegex(@"Table service.*listening.*:(?<port>\d+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TableListening();
}
