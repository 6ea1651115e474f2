using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Runtime.InteropServices;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>The command line: reads the options, reports all wrong ones at once, and turns every failure into a sentence.</summary>
internal sealed class LocalCommand
{
    private const int MostOrders = 20_000;
    private const int MostMinutes = 24 * 60;
    private const int DefaultMinutes = 20;

    private readonly Option<string> _orders = Value(
        "--orders",
        "number",
        "How many orders the sandbox store gets in total. Default: four at once, then one every 20 seconds."
    );
    private readonly Option<string> _stores = Value(
        "--stores",
        "platforms",
        $"The platforms that get a sandbox store, separated by commas: {string.Join(", ", Seeder.Platforms)}. Default: shopify."
    );
    private readonly Option<bool> _autoApprove = Flag("--auto-approve", "Approve and pay automatically.");
    private readonly Option<bool> _exitWhenDone = Flag(
        "--exit-when-done",
        "Exit when every order has ended or waits for a person. Needs --orders. The exit code is 0 when the store confirmed every order."
    );

    private readonly Option<string> _data = Value("--data", "folder", "The folder that keeps all data. Default: .local in the repository.");
    private readonly Option<bool> _reset = Flag("--reset", "Delete all local data first.");
    private readonly Option<string> _host = Value(
        "--host",
        "local|func",
        "The Functions host that runs the app: local (default) or func (Azure Functions Core Tools)."
    );
    private readonly Option<string> _timeout = Value("--timeout", "minutes", "When --exit-when-done gives up. Default: 20 minutes.");

    private readonly Option<string> _app = Value(
        "--app",
        "address",
        "The address of the app. Needs --key. Default: the app that runs in the data folder."
    );
    private readonly Option<string> _key = Value("--key", "key", "A function key of the app. Needs --app.");
    private readonly Option<string> _verifyData = Value(
        "--data",
        "folder",
        "The data folder of a running installation. Default: .local in the repository."
    );
    private readonly RootCommand _root = new(
        "Runs Dropship on this machine: storage, Service Bus, mail inbox, a sandbox of the store and of 1688, and the function app."
    );
    private readonly Command _verify = new(
        "verify",
        "Verify the audit log of all orders and of the payment stop, here or in Azure, and name the first row that was changed."
    );

    private LocalCommand(Func<LocalOptions, CancellationToken, Task<int>> run, Func<VerifyOptions, CancellationToken, Task<int>> verify)
    {
        foreach (var option in (Option[])[_orders, _stores, _autoApprove, _exitWhenDone, _data, _reset, _host, _timeout])
        {
            _root.Options.Add(option);
        }

        _root.SetAction((parsed, cancellationToken) => run(RunOptions(parsed), cancellationToken));
        foreach (var option in (Option[])[_app, _key, _verifyData])
        {
            _verify.Options.Add(option);
        }

        _verify.SetAction((parsed, cancellationToken) => verify(AuditOptions(parsed), cancellationToken));
        _root.Subcommands.Add(_verify);
    }

    /// <summary>Runs what the arguments ask for.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="output">Gets what the person asked for.</param>
    /// <param name="errors">Gets what is wrong, one sentence a line.</param>
    /// <returns>The exit code: 0, 1 when something failed, 130 after Ctrl-C.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors) =>
        RunAsync(
            arguments,
            output,
            errors,
            LocalRun.RunAsync,
            (options, cancellationToken) => AuditCommand.RunAsync(options, output, cancellationToken)
        );

    /// <summary>Runs what the arguments ask for.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="output">Gets the help.</param>
    /// <param name="errors">Gets what is wrong, one sentence a line.</param>
    /// <param name="run">Starts everything; gives the exit code.</param>
    /// <param name="verify">Verifies the audit log; gives the exit code.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        TextWriter output,
        TextWriter errors,
        Func<LocalOptions, CancellationToken, Task<int>> run,
        Func<VerifyOptions, CancellationToken, Task<int>> verify
    )
    {
        try
        {
            var command = new LocalCommand(
                (options, cancellationToken) => GuardAsync(() => run(options, cancellationToken), errors, cancellationToken),
                (options, cancellationToken) => GuardAsync(() => verify(options, cancellationToken), errors, cancellationToken)
            );
            var parsed = command._root.Parse(arguments);
            var problems = parsed.Action is SynchronousCommandLineAction and not ParseErrorAction ? [] : command.Problems(parsed);
            if (problems.Count == 0)
            {
                // Taken before anything starts: a signal that comes in between would leave processes behind.
                using var stopping = new CancellationTokenSource();
                using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
                using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
                using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
                void Stop(PosixSignalContext signal)
                {
                    signal.Cancel = true;
                    stopping.Cancel();
                }

                var configuration = new InvocationConfiguration { Output = output, Error = errors };
                (configuration.EnableDefaultExceptionHandler, configuration.ProcessTerminationTimeout) = (false, null);
                return await parsed.InvokeAsync(configuration, stopping.Token);
            }

            foreach (var problem in problems)
            {
                await errors.WriteLineAsync(problem);
            }

            await errors.WriteLineAsync("Run with --help to see all options.");
            return 1;
        }
        catch (ToolException exception)
        {
            await errors.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static async Task<int> GuardAsync(Func<Task<int>> work, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 130;
        }
        catch (Exception exception)
        {
            // Whatever it is, a stack trace helps nobody who runs this.
            await errors.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static Uri? AddressOf(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address)
        && address is { Scheme: "http" or "https", Host.Length: > 0, Query: "", Fragment: "" }
            ? address
            : null;

    private static string[]? PlatformsOf(string text)
    {
        var platforms = text.Split(',', StringSplitOptions.TrimEntries);
        return platforms.All(Seeder.Platforms.Contains) && platforms.Distinct().Count() == platforms.Length ? platforms : null;
    }

    private static string FolderOf(string? given) => Path.GetFullPath(given ?? Path.Combine(RepositoryRoot.Find(), ".local"));

    private static Option<string> Value(string name, string help, string description) =>
        new(name)
        {
            Description = description,
            HelpName = help,
            Arity = ArgumentArity.ZeroOrOne,
        };

    private static Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    // The words as they were typed; nothing is converted before it is checked.
    private static string? Given(ParseResult parsed, Option option) =>
        parsed.GetResult(option) is { Implicit: false } result
            ? result.Tokens is [var first, ..]
                ? first.Value
                : string.Empty
            : null;

    private static string? WholeProblem(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"give a whole number from {least} to {most}");

    private static string? KeyProblem(string text) =>
        text.Length > 0 && text.All(character => character is > ' ' and < '\x7f') ? null : "it cannot be a function key";

    // All that is wrong, each as one sentence.
    private List<string> Problems(ParseResult parsed)
    {
        List<string> problems = [.. parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal)];
        void Check(Option option, Func<string, string?> problem, bool isSecret = false)
        {
            if (Given(parsed, option) is { } text && problem(text) is { } wrong)
            {
                problems.Add(
                    (text, isSecret) switch
                    {
                        _ when string.IsNullOrWhiteSpace(text) => $"{option.Name} needs a value; {wrong}.",
                        (_, true) => $"{option.Name} is wrong; {wrong}.",
                        _ => $"{option.Name} is '{text}'; {wrong}.",
                    }
                );
            }
        }

        Check(_orders, text => WholeProblem(text, 0, MostOrders));
        Check(
            _stores,
            text =>
                PlatformsOf(text) is null ? $"give one or more of {string.Join(", ", Seeder.Platforms)} with a comma between them" : null
        );
        Check(_timeout, text => WholeProblem(text, 1, MostMinutes));
        Check(_host, text => text is AppProgram.Local or AppProgram.Func ? null : "it must be local or func");
        Check(_data, DataFolder.Problem);
        Check(_app, text => AddressOf(text) is null ? "give an address such as https://my-dropship.azurewebsites.net/" : null);
        Check(_key, KeyProblem, isSecret: true);
        Check(_verifyData, text => Directory.Exists(text) ? null : "there is no such folder");
        problems.AddRange(parsed.CommandResult.Command == _verify ? VerifyProblems(parsed) : RunProblems(parsed));
        return problems;
    }

    private IEnumerable<string> RunProblems(ParseResult parsed)
    {
        if (IsGiven(parsed, _exitWhenDone) && !IsGiven(parsed, _orders))
        {
            yield return "--exit-when-done needs --orders; without it, new orders never stop.";
        }

        if (IsGiven(parsed, _timeout) && !IsGiven(parsed, _exitWhenDone))
        {
            yield return "--timeout needs --exit-when-done; without it, the run never ends.";
        }
    }

    private IEnumerable<string> VerifyProblems(ParseResult parsed)
    {
        foreach (var option in _root.Options.Where(option => IsGiven(parsed, option)))
        {
            yield return $"{option.Name} stands before 'verify'; only options after it count.";
        }

        var (app, key) = (IsGiven(parsed, _app), IsGiven(parsed, _key));
        if (app != key)
        {
            yield return $"{(app ? "--app needs --key" : "--key needs --app")}; give both, or none for the app that runs on this machine.";
        }

        if (app && IsGiven(parsed, _verifyData))
        {
            yield return "--app and --data exclude each other; give the address of an app, or the folder of one on this machine.";
        }
    }

    private VerifyOptions AuditOptions(ParseResult parsed) =>
        new(FolderOf(Given(parsed, _verifyData)), Given(parsed, _app) is { } app ? AddressOf(app) : null, Given(parsed, _key));

    private LocalOptions RunOptions(ParseResult parsed) =>
        new()
        {
            Orders = Given(parsed, _orders) is { } orders ? int.Parse(orders, CultureInfo.InvariantCulture) : null,
            Stores = Given(parsed, _stores) is { } stores ? PlatformsOf(stores)! : LocalOptions.DefaultStores,
            AutoApprove = IsGiven(parsed, _autoApprove),
            ExitWhenDone = IsGiven(parsed, _exitWhenDone),
            Folder = FolderOf(Given(parsed, _data)),
            Reset = IsGiven(parsed, _reset),
            Host = Given(parsed, _host),
            Timeout = TimeSpan.FromMinutes(
                Given(parsed, _timeout) is { } minutes ? int.Parse(minutes, CultureInfo.InvariantCulture) : DefaultMinutes
            ),
        };
}
