using System.Globalization;
using System.Text.RegularExpressions;

namespace Dropship.Tooling;

/// <summary>A real Azurite of its own: blob, queue and table services on loopback ports chosen by the system.</summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // The documented key of the emulator's one account; it opens nothing but an emulator.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly ChildProcess _process;
    private readonly ChildProcess? _queues;
    private readonly bool _isRoomy;
    private int _collections;

    private AzuriteServer(ChildProcess process, ChildProcess? queues, bool isRoomy, int blobPort, int queuePort, int tablePort)
    {
        _isRoomy = isRoomy;
        _process = process;
        _queues = queues;
        BlobEndpoint = Endpoint(blobPort);
        QueueEndpoint = Endpoint(queuePort);
        TableEndpoint = Endpoint(tablePort);
    }

    public Uri BlobEndpoint { get; }

    public Uri QueueEndpoint { get; }

    public Uri TableEndpoint { get; }

    public ChildProcess Process => _process;

    /// <summary>The program, and that of the queues where they have one of their own.</summary>
    public IReadOnlyList<ChildProcess> Processes => _queues is null ? [_process] : [_process, _queues];

    public string ConnectionString => ConnectionStringOf(Account);

    /// <summary>How to reach one of its accounts.</summary>
    public string ConnectionStringOf(string account) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};BlobEndpoint={Of(BlobEndpoint)};QueueEndpoint={Of(QueueEndpoint)};TableEndpoint={Of(TableEndpoint)};"
            .Replace($"/{Account};", $"/{account};", StringComparison.Ordinal);

    /// <summary>Starts Azurite and waits until all three services listen.</summary>
    /// <param name="folder">Where it keeps its data; null keeps it in memory. It writes every five seconds and when it is asked to end.</param>
    /// <param name="logFile">A file that gets its output; none when null.</param>
    /// <param name="progress">Told in one sentence when there is something to wait for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="accounts">The names of further accounts beside the standard one, with the same key.</param>
    /// <param name="tellsRequests">Whether each request is a line of its output.</param>
    /// <param name="heapMegabytes">
    /// How much memory its engine may take; null for what it takes by itself. With it comes room for what lives only as long as a request, other ways with what
    /// would outlive a request (azurite-roomy.cjs), and leave to let the memory double: without, the engine takes much of that for lasting and goes through all of its memory again and again, which
    /// with a million rows takes seconds. It can be asked to do so by <see cref="CollectAsync"/>.
    /// </param>
    /// <param name="queueFolder">
    /// Where the queue service keeps its data as a program of its own; null for with the others. In memory, it stands still for seconds once a minute when
    /// thousands of messages have come and gone: it clears them away one by one, and sorts all that are left anew after each.
    /// </param>
    /// <exception cref="ToolException">Node is missing, or Azurite would not start.</exception>
    public static async Task<AzuriteServer> StartAsync(string? folder, string? logFile, Action<string>? progress, CancellationToken cancellationToken, IReadOnlyList<string>? accounts = null, bool tellsRequests = false, int? heapMegabytes = null, string? queueFolder = null)
    {
        var packages = await NodePackages.EnsureInstalledAsync(progress, cancellationToken);
        string[] where = folder is null ? ["--inMemoryPersistence"] : ["--location", folder];
        string[] manner = [.. tellsRequests ? (string[])[] : ["--silent"], "--disableTelemetry", "--skipApiVersionCheck"];
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AZURITE_ACCOUNTS"] = string.Join(';', ((string[])[Account, .. accounts ?? []]).Select(name => $"{name}:{Key}")),
            ["NODE_OPTIONS"] = null,
        };
        string[] room = heapMegabytes is { } megabytes ? [string.Create(CultureInfo.InvariantCulture, $"--max-old-space-size={megabytes}"), "--min-semi-space-size=256", "--max-semi-space-size=256", "--heap-growing-percent=100", "--no-memory-reducer"] : [];
        string[] tables = heapMegabytes is null ? [] : [.. room, "--expose-gc", "--require", NodePackages.FileBeside("azurite-roomy.cjs")];
        var process = packages.Start("Azurite", "azurite/dist/src/azurite.js", [.. where, "--blobPort", "0", "--queuePort", "0", "--tablePort", "0", .. manner], logFile, environment, tables);
        var queues = queueFolder is null ? null : packages.Start("Azurite's queues", "azurite/dist/src/queue/main.js", ["--location", queueFolder, "--queuePort", "0", .. manner], logFile, environment, room);
        try
        {
            var timeout = TimeSpan.FromSeconds(60);
            var ports = new List<int>();
            foreach (var (service, pattern) in ((ChildProcess, Regex)[])[(process, BlobListening()), (queues ?? process, QueueListening()), (process, TableListening())])
            {
                var match = await service.WaitForLineAsync(pattern, timeout, cancellationToken);
                ports.Add(int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture));
            }

            return new AzuriteServer(process, queues, heapMegabytes is not null, ports[0], ports[1], ports[2]);
        }
        catch
        {
            await process.DisposeAsync();
            if (queues is not null)
            {
                await queues.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Lets the engine of the tables go through all of its memory, and waits until it has: seconds, with a million rows. It serves nobody meanwhile.</summary>
    /// <exception cref="InvalidOperationException">It was started without a size for its memory.</exception>
    /// <exception cref="ToolException">It ended, or took longer than a minute.</exception>
    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        if (!_isRoomy)
        {
            throw new InvalidOperationException("Only an Azurite that was started with a size for its memory can be asked to collect.");
        }

        var number = Interlocked.Increment(ref _collections).ToString(CultureInfo.InvariantCulture);
        await _process.WriteLineAsync($"collect {number}", cancellationToken);
        await _process.WaitForLineAsync(new Regex($"^collected {number}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), TimeSpan.FromMinutes(1), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Processes)
        {
            await process.DisposeAsync();
        }
    }

    private static string Of(Uri endpoint) => endpoint.OriginalString;

    private static Uri Endpoint(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/{Account}"));

    [GeneratedRegex(@"Blob service.*listening.*:(?<port>\d+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BlobListening();

    [GeneratedRegex(@"Queue service.*listen.*http.*:(?<port>\d+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex QueueListening();

    [GeneratedRegex(@"Table service.*listening.*:(?<port>\d+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TableListening();
}
