using System.CommandLine;
using Dropship.Local;
using Dropship.Tooling;

var orders = new Option<int?>("--orders") { Description = "How many orders the sandbox store gets in all. Left out: a few at once, then one now and then." };
var autoApprove = new Option<bool>("--auto-approve") { Description = "Plays the person too: opens each approval mail's page, approves, and pays at the cashier." };
var exitWhenDone = new Option<bool>("--exit-when-done") { Description = "Ends when all orders are at rest; the exit code is 0 when the store confirmed each of them." };
var data = new Option<DirectoryInfo?>("--data") { Description = "Where everything is kept over a restart. Left out: the folder .local of the checkout." };
var reset = new Option<bool>("--reset") { Description = "Forgets what was kept and begins anew." };
var host = new Option<string?>("--host") { Description = "Which Functions host runs the app: local, which comes with it, or func, Azure Functions Core Tools." };
var timeout = new Option<int>("--timeout") { Description = "With --exit-when-done: how many minutes it may take.", DefaultValueFactory = _ => 20 };

orders.Validators.Add(result =>
{
    if (result.GetValue(orders) is < 0 or > 20000)
    {
        result.AddError("--orders must be from 0 to 20000.");
    }
});

var root = new RootCommand("Runs Dropship on this machine: storage, mail inbox, a Service Bus, a sandbox of the stores and of 1688, and the function app.")
{
    orders, autoApprove, exitWhenDone, data, reset, host, timeout,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    var options = new LocalOptions
    {
        Orders = parsed.GetValue(orders),
        AutoApprove = parsed.GetValue(autoApprove),
        ExitWhenDone = parsed.GetValue(exitWhenDone),
        Folder = parsed.GetValue(data)?.FullName ?? Path.Combine(RepositoryRoot.Find(), ".local"),
        Reset = parsed.GetValue(reset),
        Host = parsed.GetValue(host),
        Timeout = TimeSpan.FromMinutes(parsed.GetValue(timeout)),
    };
    try
    {
        return await LocalRun.RunAsync(options, cancellationToken);
    }
    catch (ToolException exception)
    {
        await Console.Error.WriteLineAsync(exception.Message);
        return 1;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        return 130;
    }
});
var app = new Option<Uri?>("--app")
{
    Description = "Where the app is. Left out: the installation that runs in the data folder.",
    CustomParser = result =>
    {
        if (Uri.TryCreate(result.Tokens[0].Value.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is ("http" or "https"))
        {
            return address;
        }

        result.AddError("--app must be an address such as https://my-dropship.azurewebsites.net/.");
        return null;
    },
};
var key = new Option<string?>("--key") { Description = "A function key of that app. Left out: the one of the data folder." };
var verifyData = new Option<DirectoryInfo?>("--data") { Description = "The data folder. Left out: the folder .local of the checkout." };
var verify = new Command("verify", "Checks the histories of all orders of a running app, here or in Azure, and names the first row that is broken.") { app, key, verifyData };
verify.SetAction(async (parsed, cancellationToken) =>
{
    var folder = parsed.GetValue(verifyData)?.FullName ?? Path.Combine(RepositoryRoot.Find(), ".local");
    try
    {
        return await AuditCommand.RunAsync(folder, parsed.GetValue(app), parsed.GetValue(key), Console.Out, cancellationToken);
    }
    catch (ToolException exception)
    {
        await Console.Error.WriteLineAsync(exception.Message);
        return 1;
    }
});
root.Subcommands.Add(verify);
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
