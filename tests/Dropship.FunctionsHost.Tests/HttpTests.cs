using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Dropship.FunctionsHost.Tests;

public sealed class HttpTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private readonly TestHost _host = new(azurite.ConnectionString)
    {
        Settings = { ["FunctionKeys__default"] = "usual-key", ["FunctionKeys___master"] = "master-key" },
    };

    public async Task InitializeAsync() => await _host.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Routes_methods_keys_and_failures_are_as_in_Azure()
    {
        var greeting = await (await SendAsync("GET", "api/greet/Ann/3?mood=well", "usual-key")).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Ann", greeting.GetProperty("name").GetString());
        Assert.Equal(3, greeting.GetProperty("times").GetInt32());
        Assert.Equal("well", greeting.GetProperty("mood").GetString());
        Assert.Equal($"localhost:{_host.Port}", greeting.GetProperty("host").GetString());
        Assert.Equal("http", greeting.GetProperty("proto").GetString());
        var short_ = await (await SendAsync("POST", "api/greet/Bo?code=usual-key")).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(JsonValueKind.Null, short_.GetProperty("times").ValueKind);
        Assert.Equal("\"a/b/c\"", $"\"{await (await SendAsync("GET", "api/rest/a/b/c")).Content.ReadAsStringAsync()}\"");

        (string Method, string Path, string? Key, HttpStatusCode Expected)[] cases =
        [
            ("GET", "api/greet/Ann", null, HttpStatusCode.Unauthorized),
            ("GET", "api/greet/Ann", "wrong", HttpStatusCode.Unauthorized),
            ("GET", "api/greet/Ann?code=wrong", null, HttpStatusCode.Unauthorized),
            ("GET", "api/greet/Ann", "master-key", HttpStatusCode.OK),
            ("POST", "api/Admin", null, HttpStatusCode.Unauthorized),
            ("POST", "api/Admin", "usual-key", HttpStatusCode.Unauthorized),
            ("POST", "api/Admin", "master-key", HttpStatusCode.NoContent),
            ("GET", "api/nothing", "master-key", HttpStatusCode.NotFound),
            ("GET", "greet/Ann", "master-key", HttpStatusCode.NotFound),
            ("GET", "api/greet/Ann/often", "usual-key", HttpStatusCode.NotFound),
            ("GET", "api/Off", null, HttpStatusCode.NotFound),
            ("DELETE", "api/greet/Ann", "usual-key", HttpStatusCode.MethodNotAllowed),
            ("GET", "api/Throw", null, HttpStatusCode.InternalServerError),
            ("GET", "runtime/webhooks/durabletask/instances", null, HttpStatusCode.Unauthorized),
            ("GET", "runtime/webhooks/durabletask/instances", "usual-key", HttpStatusCode.Unauthorized),
            ("GET", "runtime/webhooks/durabletask/instances", "master-key", HttpStatusCode.OK),
        ];
        foreach (var (method, path, key, expected) in cases)
        {
            using var response = await SendAsync(method, path, key);
            Assert.True(response.StatusCode == expected, $"{method} {path} with {key ?? "no key"}: {response.StatusCode}, not {expected}");
        }
    }

    [Fact]
    public async Task Large_bodies_stream_through_in_both_directions_and_addresses_stay_out_of_the_log()
    {
        var sent = RandomNumberGenerator.GetBytes(20 << 20);
        using var response = await _host.Http.PostAsync("api/Echo?ticket=very-secret", new ByteArrayContent(sent));
        response.EnsureSuccessStatusCode();
        var received = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(SHA256.HashData(sent), SHA256.HashData(received));

        (await SendAsync("GET", "api/greet/very-secret", "usual-key")).Dispose();
        await Eventually.TrueAsync(
            () => _host.Output.Contains("Executed 'Functions.Greet' (Succeeded", StringComparison.Ordinal),
            () => _host.Output
        );
        Assert.Contains("Function.Greet.User[0] Greeting", _host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", _host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_outlasts_functionTimeout_is_cancelled_and_fails()
    {
        await using var host = new TestHost(azurite.ConnectionString);
        host.Settings["AzureFunctionsJobHost__functionTimeout"] = "00:00:02";
        await host.StartAsync();
        using var response = await host.Http.PostAsync("api/linger/late", null);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(["begun", "cancelled"], await host.NotesAsync("late", 2));

        // Its grace was enough, so the worker stayed. Without keys in the settings, nothing is locked.
        using var next = await host.Http.PostAsync("api/Admin", null);
        Assert.Equal(HttpStatusCode.NoContent, next.StatusCode);
        Assert.Single(host.Output.Split("The worker is process ")[1..]);

        // One that does not listen costs the worker.
        var worker = host.WorkerId;
        await host.Queue("-stubborn").SendMessageAsync("stubborn");
        await Eventually.TrueAsync(() => host.WorkerId != worker, () => host.Output);
        Assert.Contains("Timeout value of 00:00:02 was exceeded by function: Functions.Stubborn", host.Output, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path, string? key = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        return _host.Http.SendAsync(request);
    }
}
