using System.Net;
using System.Net.Sockets;

namespace Dropship.FunctionsHost.Tests;

/// <summary>Host and worker end, or never begin.</summary>
public sealed class EndTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    public enum Victim
    {
        Worker,
        Host,
        Both,
    }

    [Theory]
    [InlineData(Victim.Worker)]
    [InlineData(Victim.Host)]
    [InlineData(Victim.Both)]
    public async Task What_was_running_finishes_after_a_kill(Victim victim)
    {
        await using var host = await new TestHost(azurite.ConnectionString).StartAsync();
        await host.StartOrchestrationAsync(
            "Slow",
            "slow",
            new
            {
                Topic = "slow",
                Seconds = 2,
                Steps = 2,
            }
        );
        await host.Queue().SendMessageAsync(QueueTests.Parcel("parcel", delayMilliseconds: 4000), visibilityTimeout: TimeSpan.Zero);
        await host.NotesAsync("slow", 1);
        await host.NotesAsync("parcel", 1);
        var worker = host.WorkerId;
        switch (victim)
        {
            case Victim.Worker:
                var request = host.Http.PostAsync("api/linger/cut", null);
                await host.NotesAsync("cut", 1);
                host.KillWorker();
                using (var response = await request)
                {
                    Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
                }

                // A call that comes while there is no worker waits for the next one.
                Assert.Equal("a", await host.Http.GetStringAsync("api/rest/a"));
                Assert.NotEqual(worker, host.WorkerId);
                break;
            case Victim.Host:
                await host.KillHostAsync();
                await Eventually.TrueAsync(() => !TestHost.IsAlive(worker), () => "the worker ends with its host");
                await host.StartAsync();
                break;
            default:
                await host.Process.KillAsync(CancellationToken.None);
                await host.StartAsync();
                break;
        }

        Assert.Equal("all done", (await host.StatusAsync("slow", "Completed")).GetProperty("output").GetString());
        if (victim is Victim.Worker)
        {
            var tries = await host.NotesAsync("parcel", 3);
            Assert.Equal("try 2 of parcel, id True, inserted True", tries[1]);
            Assert.Equal("done parcel", tries[2]);
        }
    }

    [Fact]
    public async Task A_worker_ends_with_its_host_where_the_system_does_not_see_to_it()
    {
        // No setpriv.
        await using var host = new TestHost(azurite.ConnectionString);
        host.Environment["PATH"] = Path.GetDirectoryName(Environment.ProcessPath);
        await host.StartAsync();
        var worker = host.WorkerId;
        Assert.True(TestHost.IsAlive(worker));
        await host.KillHostAsync();
        await Eventually.TrueAsync(() => !TestHost.IsAlive(worker), () => "the worker ends with its host");
    }

    [Fact]
    public async Task Asked_to_end_it_does_not_wait_for_a_function_that_does_not_listen()
    {
        await using var host = await new TestHost(azurite.ConnectionString).StartAsync();
        await host.Queue("-stubborn").SendMessageAsync("stubborn");
        await host.NotesAsync("stubborn", 1);
        var worker = host.WorkerId;
        await host.Process.StopAsync(CancellationToken.None);
        Assert.Equal(0, host.Process.ExitCode);
        Assert.False(TestHost.IsAlive(worker));
    }

    [Fact]
    public async Task Asked_to_end_it_cancels_what_runs_and_ends_cleanly()
    {
        await using var host = await new TestHost(azurite.ConnectionString).StartAsync();
        var running = host.Http.PostAsync("api/linger/running", null);
        await host.NotesAsync("running", 1);
        var worker = host.WorkerId;
        await host.Process.StopAsync(CancellationToken.None);
        Assert.Equal(0, host.Process.ExitCode);
        Assert.False(TestHost.IsAlive(worker));
        Assert.Equal(["begun", "cancelled"], await host.NotesAsync("running"));

        // Its caller gets an answer still.
        (await running).Dispose();
    }

    [Fact]
    public async Task What_cannot_be_run_is_told_in_one_message()
    {
        await using var host = new TestHost(azurite.ConnectionString);
        var folder = Directory.CreateTempSubdirectory("no-app-").FullName;
        try
        {
            await FailsAsync("There is no folder", Path.Combine(folder, "none"));
            await FailsAsync("has no host.json", folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "host.json"), "{}");
            await FailsAsync("has no worker.config.json", folder);
            const string Worker = """{"description":{"defaultExecutablePath":"dotnet","defaultWorkerPath":"Gone.dll"}}""";
            await File.WriteAllTextAsync(Path.Combine(folder, "worker.config.json"), Worker);
            await FailsAsync("Gone.dll", folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "Gone.dll"), string.Empty);
            await File.WriteAllTextAsync(Path.Combine(folder, "local.settings.json"), "{}");
            await FailsAsync("local.settings.json has no \"Values\"", folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        using (var other = new TcpListener(IPAddress.Loopback, host.Port))
        {
            other.Start();
            await FailsAsync($"Port {host.Port} is taken");
        }

        host.Settings["ExtraTrigger"] = "blobTrigger";
        await FailsAsync("Function Extra has a binding of type blobTrigger, which this host does not support.");
        host.Settings.Remove("ExtraTrigger");
        host.Settings["CrashAtStart"] = "the moon is wrong";
        await FailsAsync("the moon is wrong");

        async Task FailsAsync(string message, string? app = null)
        {
            var (code, output) = await host.RunToEndAsync(app);
            Assert.Equal(1, code);
            Assert.Contains(message, output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at Dropship.FunctionsHost.Hosting", output, StringComparison.Ordinal);
        }
    }
}
