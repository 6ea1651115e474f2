using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Dropship.FunctionsHost.Tests;

public sealed class DurableTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private readonly TestHost _host = new(azurite.ConnectionString);

    public async Task InitializeAsync() => await _host.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task An_orchestration_hears_an_event_or_its_timer()
    {
        await _host.StartOrchestrationAsync("AwaitWord", "heard", new { Topic = "t", Seconds = 600 });
        await _host.StartOrchestrationAsync("AwaitWord", "unheard", new { Topic = "t", Seconds = 2 });
        Assert.Equal("nobody spoke", await OutputAsync("unheard"));

        // An event that comes right after the start can be lost, on the real engine; so it is raised until it was heard.
        await Eventually.TrueAsync(
            async () =>
            {
                await RaiseAsync("heard");
                return (await _host.InstanceAsync("heard"))?.GetProperty("runtimeStatus").GetString() is not ("Pending" or "Running");
            },
            () => _host.Output
        );
        Assert.Equal("heard hello", await OutputAsync("heard"));
    }

    [Fact]
    public async Task Sub_orchestrations_go_on_as_new_and_give_their_result()
    {
        await _host.StartOrchestrationAsync("Parent", "parent", new { Topic = "steps", Steps = 3 });
        Assert.Equal("42", await OutputAsync("parent"));
        Assert.Equal(["step 3", "step 2", "step 1"], await _host.NotesAsync("steps"));
    }

    [Fact]
    public async Task An_activity_is_tried_as_its_policy_says_and_its_failure_is_told()
    {
        await _host.StartOrchestrationAsync("Retry", "unlucky", new { Topic = "unlucky", Failures = 1 });
        await _host.StartOrchestrationAsync("Retry", "lucky", new { Topic = "lucky" });
        Assert.Equal("luck", await OutputAsync("lucky"));
        Assert.Equal("System.Net.WebException: no luck", await OutputAsync("unlucky"));
        Assert.Equal(["try", "try", "try"], await _host.NotesAsync("unlucky"));
        Assert.Equal(["try"], await _host.NotesAsync("lucky"));
    }

    [Fact]
    public async Task Versions_are_the_default_one_or_an_older_one()
    {
        await _host.StartOrchestrationAsync("Versioned", "default", new { Topic = "t" });
        await _host.StartOrchestrationAsync("Versioned", "older", new { Topic = "t" }, "1.0");
        await _host.StartOrchestrationAsync("Versioned", "newer", new { Topic = "t" }, "3.0");
        Assert.Equal("2.0", await OutputAsync("default"));
        Assert.Equal("1.0", await OutputAsync("older"));
        Assert.Contains("VersionMismatch", await OutputAsync("newer", "Failed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_management_endpoints_list_raise_terminate_and_purge()
    {
        await _host.StartOrchestrationAsync("AwaitWord", "managed", new { Topic = "t", Seconds = 600 });
        await _host.StatusAsync("managed", "Running");
        var all = await _host.Http.GetFromJsonAsync<JsonElement>("runtime/webhooks/durabletask/instances?runtimeStatus=Running");
        Assert.Contains(all.EnumerateArray(), instance => instance.GetProperty("instanceId").GetString() == "managed");
        using (var raised = await _host.Http.PostAsJsonAsync("runtime/webhooks/durabletask/instances/managed/raiseEvent/other", "x"))
        {
            Assert.Equal(HttpStatusCode.Accepted, raised.StatusCode);
        }

        using (var terminated = await _host.Http.PostAsync("runtime/webhooks/durabletask/instances/managed/terminate?reason=enough", null))
        {
            Assert.Equal(HttpStatusCode.Accepted, terminated.StatusCode);
        }

        await _host.StatusAsync("managed", "Terminated");
        using var purged = await _host.Http.DeleteAsync("runtime/webhooks/durabletask/instances/managed");
        Assert.Equal(HttpStatusCode.OK, purged.StatusCode);
        using var gone = await _host.Http.GetAsync("runtime/webhooks/durabletask/instances/managed");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task An_event_for_an_instance_that_is_not_there_any_more_throws()
    {
        Assert.Contains("NotFound", await RaiseAsync("never-started"), StringComparison.Ordinal);
        await _host.StartOrchestrationAsync("Versioned", "ended", new { Topic = "t" });
        await _host.StatusAsync("ended", "Completed");
        Assert.Contains("FailedPrecondition", await RaiseAsync("ended"), StringComparison.Ordinal);
        using var purged = await _host.Http.DeleteAsync("runtime/webhooks/durabletask/instances/ended");
        Assert.Equal(HttpStatusCode.OK, purged.StatusCode);
        Assert.Contains("NotFound", await RaiseAsync("ended"), StringComparison.Ordinal);
    }

    private async Task<string> OutputAsync(string id, string status = "Completed") =>
        (await _host.StatusAsync(id, status)).GetProperty("output").ToString();

    private async Task<string> RaiseAsync(string id)
    {
        using var response = await _host.Http.PostAsJsonAsync($"api/raise/{id}/word", "hello");
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }
}
