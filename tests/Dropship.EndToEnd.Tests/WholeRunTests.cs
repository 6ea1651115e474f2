using System.Diagnostics;
using System.Globalization;
using Dropship.EndToEnd.Tests.Support;
using Dropship.Tooling;

namespace Dropship.EndToEnd.Tests;

/// <summary>The one command, from nothing to confirmed orders, left alone and killed at random.</summary>
public sealed class WholeRunTests
{
    [Fact]
    public async Task Twenty_orders_are_bought_once_each_paid_shipped_and_confirmed()
    {
        await using var run = LocalSystem.Launch(
            LocalSystem.NewFolder(),
            "--orders",
            "20",
            "--auto-approve",
            "--exit-when-done",
            "--timeout",
            "6"
        );
        await run.Process.Exited;
        Assert.True(run.Process.ExitCode == 0, run.Process.Output);
        Assert.Contains("20 of 20 orders were confirmed by the store.", run.Process.Output, StringComparison.Ordinal);
        SandboxBooks.AssertAllBoughtOnceAndShipped(await SandboxBooks.ReadAsync(run.Folder), 20);
    }

    [Fact]
    [Trait("Host", "Local")]
    public async Task The_same_holds_when_the_host_and_the_worker_are_killed_at_random()
    {
        Action<LocalSystem>[] blows = [run => run.KillWorker(), run => run.KillHost(), Blow, run => run.KillWorker()];
        var seed = Environment.TickCount;
        var random = new Random(seed);
        random.Shuffle(blows);
        await using var run = LocalSystem.Launch(
            LocalSystem.NewFolder(),
            "--orders",
            "20",
            "--auto-approve",
            "--exit-when-done",
            "--timeout",
            "8"
        );
        await run.WaitUntilReadyAsync();
        var struck = 0;
        for (; struck < blows.Length && !run.Process.HasExited; struck++)
        {
            // All fall within the work, which takes ten seconds and more.
            await Task.WhenAny(run.Process.Exited, Wait.PauseAsync(TimeSpan.FromMilliseconds(random.Next(300, 3000))));
            blows[struck](run);
        }

        await run.Process.Exited;
        Assert.True(
            run.Process.ExitCode == 0,
            string.Create(CultureInfo.InvariantCulture, $"seed {seed}, struck {struck} times\n{run.Process.Output}")
        );
        Assert.Equal(blows.Length, struck);
        SandboxBooks.AssertAllBoughtOnceAndShipped(await SandboxBooks.ReadAsync(run.Folder), 20);

        static void Blow(LocalSystem run)
        {
            run.KillHost();
            run.KillWorker();
        }
    }

    [Fact]
    public async Task Stopped_and_started_again_it_goes_on_where_it_was_also_when_its_ports_are_taken()
    {
        await using var first = await LocalSystem.StartAsync(LocalSystem.NewFolder(), "--orders", "3");
        await Wait.UntilAsync("all approvals are asked for", async () => (await first.MailsAsync()).Count >= 6, TimeSpan.FromMinutes(2));
        var children = first.ProcessIds();
        var appPort = first.App.Port;
        await first.StopAsync();
        Assert.Equal(130, first.Process.ExitCode);
        Assert.Contains($"Stopping… All data is kept in {first.Folder}.", first.Process.Output, StringComparison.Ordinal);
        Assert.Contains($"All data is kept in {first.Folder}; run again to continue.", first.Process.Output, StringComparison.Ordinal);
        Assert.All(children, id => Assert.False(IsAlive(id), $"process {id} was left behind"));

        using var squatter = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, appPort);
        squatter.Start();
        await using var second = LocalSystem.Launch(first.Folder, "--orders", "3", "--auto-approve", "--exit-when-done", "--timeout", "4");
        await second.Process.Exited;
        Assert.True(second.Process.ExitCode == 0, second.Process.Output);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"Port {appPort} is in use"),
            second.Process.Output,
            StringComparison.Ordinal
        );
        SandboxBooks.AssertAllBoughtOnceAndShipped(await SandboxBooks.ReadAsync(second.Folder), 3);
    }

    [Fact]
    [Trait("Host", "Local")]
    public async Task A_bad_configuration_is_one_list_of_names_and_remedies_and_no_stack_trace()
    {
        var environment = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = null,
            ["Dropship__PublicAddress"] = "http://shop.example",
            ["Dropship__SigningKeys__0__Id"] = "k",
            ["Dropship__SigningKeys__0__Secret"] = "short",
            ["Dropship__YuanPerUnit__XXX"] = "1",
            ["Dropship__Approvals__ExpiresAfter"] = "soon",
            ["Dropship__Mail__Port"] = "smtp",
        };
        var folder = Directory.CreateTempSubdirectory("dropship-config-");
        await using var app = ChildProcess.Start(
            "The app",
            "dotnet",
            [LocalSystem.ProgramPath("functions", "Dropship.Functions")],
            environment,
            folder.FullName
        );
        await app.Exited;
        Assert.NotEqual(0, app.ExitCode);
        foreach (
            var name in (string[])
                [
                    "AzureWebJobsStorage",
                    "ServiceBusConnection",
                    "PullSchedule",
                    "TaskHubName",
                    "Dropship__PublicAddress",
                    "Dropship__SigningKeys__0__Secret",
                    "Dropship__YuanPerUnit__XXX",
                    "Dropship__Approvals__ExpiresAfter",
                    "Dropship__Approvers__0__Email",
                    "Mail",
                ]
        )
        {
            Assert.Contains(name, app.Output, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("   at ", app.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", app.Output, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
