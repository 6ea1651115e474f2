using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Dropship.FunctionsHost.Tests;

/// <summary>Orchestrations of the test app, by its starter and the management endpoints.</summary>
internal static class Orchestrations
{
    public static async Task StartOrchestrationAsync(
        this TestHost host,
        string orchestrator,
        string id,
        object work,
        string? version = null
    )
    {
        using var response = await host.Http.PostAsJsonAsync($"api/start/{orchestrator}/{id}?version={version}", work);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, $"{response.StatusCode}: {host.Output}");
    }

    /// <summary>Waits until an instance has that status, and gives all that is known of it.</summary>
    public static async Task<JsonElement> StatusAsync(this TestHost host, string id, string status)
    {
        JsonElement? instance = null;
        await Eventually.TrueAsync(
            async () => (instance = await host.InstanceAsync(id)) is { } known && known.GetProperty("runtimeStatus").GetString() == status,
            () => $"{id} is {status}, but {instance}. {host.Process.Output}"
        );
        return instance!.Value;
    }

    public static async Task<JsonElement?> InstanceAsync(this TestHost host, string id)
    {
        using var response = await host.Http.GetAsync($"runtime/webhooks/durabletask/instances/{id}");
        return response.StatusCode == HttpStatusCode.NotFound ? null : await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
