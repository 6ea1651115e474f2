using System.Diagnostics;
using System.Globalization;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>The one command: starts everything that an order passes through, and shows the orders moving.</summary>
internal static class LocalRun
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(700);

    /// <summary>Runs until it is cancelled, or until no order needs to be waited for when so asked.</summary>
    /// <returns>0 when the store confirmed every order, 130 when it was cancelled, else 1.</returns>
    /// <exception cref="ToolException">Something is missing or did not start; the message says what to do.</exception>
    public static async Task<int> RunAsync(LocalOptions options, CancellationToken cancellationToken)
    {
        await using var view = RunView.Open(Console.Out, !Console.IsOutputRedirected, Environment.GetEnvironmentVariable);
        var stopping = new Stopwatch();
        await using var told = cancellationToken.UnsafeRegister(
            _ =>
            {
                stopping.Start();
                view.Stop($"Stopping… All data is kept in {options.Folder}.");
            },
            null
        );
        try
        {
            return await RunAsync(options, view, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // What broke while it was ending is of no matter: the next run goes on from what was kept.
            await view.DisposeAsync();
            var again = options.Reset ? "run again without --reset" : "run again";
            view.Say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Stopped after {stopping.Elapsed.TotalSeconds:0.0} s. All data is kept in {options.Folder}; {again} to continue."
                )
            );
            return 130;
        }
    }

    private static async Task<int> RunAsync(LocalOptions options, IRunView view, CancellationToken cancellationToken)
    {
        using var folder = await DataFolder.OpenAsync(options.Folder, options.Reset, cancellationToken);
        await using var services = new LocalServices(folder, options, view.Say);
        var steps = new StartSteps(LocalServices.StepNames, TimeProvider.System);
        view.Show(steps);
        await services.StartAsync(steps, cancellationToken);
        view.Show(
            new AddressList(
                [
                    ("Mail inbox", "Inbox", services.Addresses.Inbox),
                    ("Sandbox store and 1688", "Sandbox", services.Addresses.Sandbox),
                    ("Order list", "Orders", services.OrderList.InEnglish),
                    ("Order list in Chinese", "Chinese", services.OrderList.InChinese),
                ],
                options.AutoApprove
            )
        );

        using var helpers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeder = new OrderFeeder(services.Sandbox, options.Stores);
        using var approver = new AutoApprover(services.Addresses.Inbox, services.Addresses.App);
        List<Task> work = [options.Orders is { } orders ? feeder.FillUpAsync(orders, helpers.Token) : feeder.GoOnAsync(helpers.Token)];
        if (options.AutoApprove)
        {
            work.Add(approver.RunAsync(helpers.Token));
        }

        try
        {
            return await FollowAsync(view, services.App, options, work, cancellationToken);
        }
        finally
        {
            await helpers.CancelAsync();
            await Task.WhenAll(work).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static async Task<int> FollowAsync(
        IRunView view,
        AppClient app,
        LocalOptions options,
        IReadOnlyList<Task> work,
        CancellationToken cancellationToken
    )
    {
        var watch = Stopwatch.StartNew();
        var settlement = new Settlement(options.Orders ?? 0);
        while (true)
        {
            if (work.FirstOrDefault(task => task.IsFaulted) is { } broken)
            {
                await broken;
            }

            var orders = await app.ListOrdersAsync(cancellationToken);
            if (orders is not null)
            {
                view.Show(orders);
            }

            var isOver = settlement.IsOver(orders);
            var ranOut = !isOver && watch.Elapsed > options.Timeout;
            if (options.ExitWhenDone && (isOver || ranOut))
            {
                await view.DisposeAsync();
                view.Say(settlement.Report(ranOut ? options.Timeout : null));
                return settlement.AllConfirmed ? 0 : 1;
            }

            await Task.Delay(s_pause, cancellationToken);
        }
    }
}
