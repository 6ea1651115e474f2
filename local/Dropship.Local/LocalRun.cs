using System.Globalization;
using System.Text.RegularExpressions;
using Dropship.Tooling;
using Spectre.Console;

namespace Dropship.Local;

/// <summary>The one command: starts everything that an order passes through, and shows the orders moving.</summary>
public static partial class LocalRun
{
    // A Service Bus to be used instead of an emulator of its own, by its connection string.
    private const string ServiceBusVariable = "DROPSHIP_SERVICEBUS";

    private const int AppPort = 7071;
    private const int ServiceBusPort = 7060;
    private const int SandboxPort = 7080;
    private const int InboxPort = 7090;

    /// <summary>Runs until it is stopped, or until all orders are at rest when so asked.</summary>
    /// <returns>0 when all went well.</returns>
    /// <exception cref="ToolException">Something is missing or would not start; the message says what to do.</exception>
    public static async Task<int> RunAsync(LocalOptions options, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Console;
        void Say(string sentence) => console.MarkupLineInterpolated($"[grey]{sentence}[/]");

        using var folder = await DataFolder.OpenAsync(options.Folder, options.Reset, cancellationToken);
        var keys = folder.ReadKeys();
        var appAddress = Loopback(folder.TakePort("app", AppPort, Say));
        var program = AppProgram.Choose(options.Host, appAddress, Environment.GetEnvironmentVariable);

        await using var azurite = await AzuriteServer.StartAsync(folder.Below("storage"), folder.Below("logs/storage.log"), Say, cancellationToken);
        folder.Note("storage", azurite.Process.Id);
        await using var bus = await StartServiceBusAsync(folder, program, Say, cancellationToken);
        await using var inbox = await MailInbox.StartAsync(folder.Below("mail"), folder.TakePort("inbox", InboxPort, Say), Say, cancellationToken);
        folder.Note("inbox", inbox.Process.Id);
        var sandboxAddress = Loopback(folder.TakePort("sandbox", SandboxPort, Say));
        await using var sandboxProcess = await StartSandboxAsync(folder, sandboxAddress, cancellationToken);
        var settings = AppSettings.For(folder.Below("secrets"), keys, azurite.ConnectionString, bus?.ConnectionString ?? Environment.GetEnvironmentVariable(ServiceBusVariable)!, inbox.SmtpPort, appAddress);
        await using var runtime = new RuntimeHost(folder, program, appAddress, settings, Say);
        await runtime.StartAsync(cancellationToken);

        using var app = new AppClient(appAddress, keys.Function);
        using var sandbox = new SandboxClient(sandboxAddress);
        await new Seeder(app, sandbox, appAddress, sandboxAddress).SeedAsync(cancellationToken);
        folder.Note(new LocalAddresses(appAddress, sandboxAddress, inbox.Web));
        ShowAddresses(console, inbox.Web, sandboxAddress, await app.OrderListsAsync(cancellationToken), options);

        using var helpers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeder = new OrderFeeder(sandbox);
        using var approver = new AutoApprover(inbox.Web, appAddress);
        List<Task> work = [];
        if (options.AutoApprove)
        {
            work.Add(approver.RunAsync(helpers.Token));
        }

        work.Add(options.Orders is { } orders ? feeder.FillUpAsync(orders, helpers.Token) : feeder.GoOnAsync(helpers.Token));
        try
        {
            return await FollowAsync(console, app, options, work, cancellationToken);
        }
        finally
        {
            await helpers.CancelAsync();
            await Task.WhenAll(work).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static async Task<int> FollowAsync(IAnsiConsole console, AppClient app, LocalOptions options, IReadOnlyList<Task> work, CancellationToken cancellationToken)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var settle = new Settlement(options.Orders ?? 0);
        await new Board(console).FollowAsync(async token =>
        {
            if (work.FirstOrDefault(task => task.IsFaulted) is { } broken)
            {
                await broken;
            }

            var orders = await app.ListOrdersAsync(token);
            var isOver = options.ExitWhenDone && (settle.IsOver(orders) || watch.Elapsed > options.Timeout);
            return (orders, !isOver);
        }, cancellationToken);

        console.MarkupLineInterpolated($"{settle.Report()}");
        return settle.AllConfirmed ? 0 : 1;
    }

    private static async Task<ServiceBusEmulator?> StartServiceBusAsync(DataFolder folder, AppProgram program, Action<string> say, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(ServiceBusVariable) is { Length: > 0 })
        {
            return null;
        }

        var bus = await ServiceBusEmulator.StartAsync(
            Path.Combine(program.Folder, "servicebus.config.json"),
            folder.Below("servicebus.db"),
            folder.TakePort("servicebus", ServiceBusPort, say),
            folder.Below("logs/servicebus.log"),
            cancellationToken);
        folder.Note("servicebus", bus.Process.Id);
        return bus;
    }

    private static async Task<ChildProcess> StartSandboxAsync(DataFolder folder, Uri address, CancellationToken cancellationToken)
    {
        var process = ChildProcess.Start(
            "The sandbox",
            "dotnet",
            [Programs.Sandbox, "--urls", address.AbsoluteUri.TrimEnd('/'), "--data", folder.Below("sandbox")],
            workingDirectory: Path.GetDirectoryName(Programs.Sandbox),
            logFile: folder.Below("logs/sandbox.log"));
        folder.Note("sandbox", process.Id);
        try
        {
            await process.WaitForLineAsync(SandboxListening(), TimeSpan.FromSeconds(60), cancellationToken);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private static void ShowAddresses(IAnsiConsole console, Uri inbox, Uri sandbox, IReadOnlyList<Uri> orders, LocalOptions options)
    {
        console.Write(new Rule("Dropship on this machine").LeftJustified());
        foreach (var (name, address) in ((string, Uri)[])[("Mail inbox", inbox), ("Sandbox store and 1688", sandbox), ("Order list", orders[0]), ("Order list in Chinese", orders[1])])
        {
            // Past the console, which would cut an address in two where the line ends.
            console.Markup($"[bold]{name,-24}[/]");
            console.Profile.Out.Writer.WriteLine(address.AbsoluteUri);
        }

        console.Write(new Rule());
        console.MarkupLine(options.AutoApprove
            ? "[grey]Approvals are given by itself (--auto-approve). Ctrl-C stops everything; run again and it goes on.[/]"
            : "[grey]Open the mail inbox and approve. Ctrl-C stops everything; run again and it goes on.[/]");
    }

    private static Uri Loopback(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    [GeneratedRegex("Sandbox listening on", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SandboxListening();
}
