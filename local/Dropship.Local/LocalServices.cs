using System.Globalization;
using System.Text.RegularExpressions;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>The processes of a run. The function app, which writes to the others, ends first; then all others end together.</summary>
/// <param name="folder">Where they keep their data.</param>
/// <param name="options">What was asked for.</param>
/// <param name="say">Told when a port is in use or the app is started again.</param>
internal sealed partial class LocalServices(DataFolder folder, LocalOptions options, Action<string> say) : IAsyncDisposable
{
    /// <summary>The steps of the start.</summary>
    public static readonly IReadOnlyList<string> StepNames =
    [
        "Node and npm packages",
        "Storage emulator",
        "Service Bus emulator",
        "Mail inbox",
        "Sandbox store and 1688",
        "Function app",
        "Sample accounts",
    ];

    // A Service Bus to use instead of the emulator, by its connection string.
    private const string ServiceBusVariable = "DROPSHIP_SERVICEBUS";

    private const int AppPort = 7071;
    private const int ServiceBusPort = 7060;
    private const int SandboxPort = 7080;
    private const int InboxPort = 7090;
    private const int OrderListPort = 7091;

    private readonly List<IAsyncDisposable> _backends = [];
    private readonly LocalKeys _keys = folder.ReadKeys();
    private RuntimeHost? _runtime;

    public AppClient App { get; private set; } = null!;

    public SandboxClient Sandbox { get; private set; } = null!;

    public LocalAddresses Addresses { get; private set; } = null!;

    /// <summary>Short addresses of the order list.</summary>
    public OrderListRedirect OrderList { get; private set; } = null!;

    /// <summary>Starts everything, step by step.</summary>
    /// <exception cref="ToolException">Something is missing or did not start; the message says what to do.</exception>
    public async Task StartAsync(StartSteps steps, CancellationToken cancellationToken)
    {
        var appAddress = Loopback(folder.TakePort("app", "function app", AppPort, say));
        var program = AppProgram.Choose(options.Host, appAddress, Environment.GetEnvironmentVariable);
        App = new AppClient(appAddress, _keys.Function);

        await steps.NextAsync(detail => NodePackages.EnsureInstalledAsync(detail, cancellationToken));
        var azurite = await steps.NextAsync(detail =>
            AzuriteServer.StartAsync(folder.Below("storage"), folder.Below("logs/storage.log"), detail, cancellationToken)
        );
        Keep("storage", azurite, azurite.Process);
        var serviceBus = await steps.NextAsync(_ => StartServiceBusAsync(program, cancellationToken));
        var inboxPort = folder.TakePort("inbox", "mail inbox", InboxPort, say);
        var inbox = await steps.NextAsync(detail => MailInbox.StartAsync(folder.Below("mail"), inboxPort, detail, cancellationToken));
        Keep("inbox", inbox, inbox.Process);
        var sandboxAddress = Loopback(folder.TakePort("sandbox", "sandbox", SandboxPort, say));
        Sandbox = new SandboxClient(sandboxAddress);
        await steps.NextAsync(_ => StartSandboxAsync(sandboxAddress, cancellationToken));

        var settings = AppSettings.For(
            folder.Below("secrets"),
            _keys,
            azurite.ConnectionString,
            serviceBus,
            inbox.SmtpPort,
            appAddress,
            sandboxAddress
        );
        _runtime = new RuntimeHost(folder, program, appAddress, settings, say);
        await steps.NextAsync(_ => StartRuntimeAsync(_runtime, cancellationToken));
        await steps.NextAsync(_ => SeedAsync(appAddress, sandboxAddress, cancellationToken));

        OrderList = new OrderListRedirect(folder.TakePort("order list", "order list", OrderListPort, say), App);
        OrderList.Start();
        Addresses = new LocalAddresses(appAddress, sandboxAddress, inbox.Web, azurite.ConnectionString);
        folder.Note(Addresses);
    }

    public async ValueTask DisposeAsync()
    {
        if (OrderList is { } list)
        {
            await list.DisposeAsync();
        }

        if (_runtime is { } runtime)
        {
            await runtime.DisposeAsync();
        }

        await Task.WhenAll(_backends.Select(backend => backend.DisposeAsync().AsTask()));
        App?.Dispose();
        Sandbox?.Dispose();
    }

    private void Keep(string name, IAsyncDisposable backend, ChildProcess process)
    {
        _backends.Add(backend);
        folder.Note(name, process.Id);
    }

    private async Task<string> StartServiceBusAsync(AppProgram program, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(ServiceBusVariable) is { Length: > 0 } given)
        {
            return given;
        }

        var bus = await ServiceBusEmulator.StartAsync(
            Path.Combine(program.Folder, "servicebus.config.json"),
            folder.Below("servicebus.db"),
            folder.TakePort("servicebus", "Service Bus emulator", ServiceBusPort, say),
            folder.Below("logs/servicebus.log"),
            cancellationToken
        );
        Keep("servicebus", bus, bus.Process);
        return bus.ConnectionString;
    }

    private async Task<bool> StartSandboxAsync(Uri address, CancellationToken cancellationToken)
    {
        var process = ChildProcess.Start(
            "The sandbox",
            "dotnet",
            [Programs.Sandbox, "--urls", address.AbsoluteUri.TrimEnd('/'), "--data", folder.Below("sandbox")],
            workingDirectory: Path.GetDirectoryName(Programs.Sandbox),
            logFile: folder.Below("logs/sandbox.log")
        );
        Keep("sandbox", process, process);
        await process.WaitForLineAsync(SandboxListening(), TimeSpan.FromSeconds(60), cancellationToken);
        return true;
    }

    private static async Task<bool> StartRuntimeAsync(RuntimeHost runtime, CancellationToken cancellationToken)
    {
        await runtime.StartAsync(cancellationToken);
        return true;
    }

    private async Task<bool> SeedAsync(Uri appAddress, Uri sandboxAddress, CancellationToken cancellationToken)
    {
        await new Seeder(App, Sandbox, appAddress, sandboxAddress).SeedAsync(options.Stores, cancellationToken);
        return true;
    }

    private static Uri Loopback(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    [GeneratedRegex("Sandbox listening on", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SandboxListening();
}
