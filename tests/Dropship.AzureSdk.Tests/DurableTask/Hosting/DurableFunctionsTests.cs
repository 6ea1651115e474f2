using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Core.Serialization;
using Dropship.AzureSdk.Tests.Host;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.AzureSdk.Tests.DurableTask.Hosting;

/// <summary>Durable functions as an app writes them, in the host, and the management API.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class DurableFunctionsTests(AzuriteFixture azurite)
{
    private const string Root = "/runtime/webhooks/durabletask";
    private const string SystemKey = "the-system-key";

    [Fact]
    public async Task A_function_starts_an_orchestration_that_calls_activities_with_services()
    {
        await using var app = await StartAsync();
        var response = await app.Http.PostAsJsonAsync("/api/start/order-1", new Order("shoes", 3));
        Assert.Equal("order-1", await response.Content.ReadAsStringAsync());

        var status = await EndAsync(app, "order-1");
        Assert.Equal("shoes*3 by order-1 in order-1", status.GetProperty("output").GetProperty("Text").GetString());
        Assert.Equal("Fulfil", status.GetProperty("name").GetString());
        Assert.Equal([new Order("shoes", 3)], app.Calls.Of<Order>());
    }

    [Fact]
    public async Task An_orchestrators_input_can_be_a_parameter_and_names_can_be_given()
    {
        await using var app = await StartAsync();
        await StartAsync(app, "Renamed", "in-1", new Order("hat", 2));

        Assert.Equal("hat 2", (await EndAsync(app, "in-1")).GetProperty("output").GetString());
    }

    [Fact]
    public async Task Activities_take_text_values_and_nothing_and_may_be_void()
    {
        await using var app = await StartAsync();
        await StartAsync(app, "Kinds", "kinds", null);

        Assert.Equal("a|1|{\"Sku\":\"x\",\"Quantity\":1}|none|2", (await EndAsync(app, "kinds")).GetProperty("output").GetString());
    }

    [Fact]
    public async Task The_payload_of_a_start_leads_to_every_operation()
    {
        await using var app = await StartAsync();
        var started = await app.Http.PostAsync($"{Root}/orchestrators/Waiter/w-1?code={SystemKey}", Json("5"));
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var payload = await started.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("w-1", payload.GetProperty("id").GetString());
        Assert.Equal(payload.GetProperty("statusQueryGetUri").GetString(), started.Headers.Location!.ToString());
        string Uri(string name) => payload.GetProperty(name).GetString()!;
        await UntilAsync(app, "w-1", "Running");

        var running = await app.Http.GetAsync(Uri("statusQueryGetUri"));
        Assert.Equal((HttpStatusCode.Accepted, TimeSpan.FromSeconds(5)), (running.StatusCode, running.Headers.RetryAfter!.Delta!.Value));
        Assert.Equal(HttpStatusCode.Accepted, (await app.Http.PostAsync(Uri("suspendPostUri").Replace("{text}", "wait", StringComparison.Ordinal), null)).StatusCode);
        await UntilAsync(app, "w-1", "Suspended");
        Assert.Equal(HttpStatusCode.Accepted, (await app.Http.PostAsync(Uri("resumePostUri"), null)).StatusCode);
        await UntilAsync(app, "w-1", "Running");
        var send = Uri("sendEventPostUri").Replace("{eventName}", "go", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Http.PostAsync(send, new StringContent("2"))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await app.Http.PostAsync(send, Json("2"))).StatusCode);

        var status = await EndAsync(app, "w-1", "&showHistory=true&showHistoryOutput=true");
        Assert.Equal(("Completed", 7, 5, "waiting"), (
            status.GetProperty("runtimeStatus").GetString(),
            status.GetProperty("output").GetInt32(),
            status.GetProperty("input").GetInt32(),
            status.GetProperty("customStatus").GetString()));
        Assert.Matches("^....-..-..T..:..:..Z$", status.GetProperty("createdTime").GetString());
        Assert.Contains("EventRaised", status.GetProperty("historyEvents").EnumerateArray().Select(entry => entry.GetProperty("EventType").GetString()));
        Assert.Equal(HttpStatusCode.Gone, (await app.Http.PostAsync(send, Json("2"))).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await app.Http.PostAsync(Uri("terminatePostUri"), null)).StatusCode);
        var purged = await app.Http.DeleteAsync(Uri("purgeHistoryDeleteUri"));
        Assert.Equal("""{"instancesDeleted":1}""", await purged.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync(Uri("statusQueryGetUri"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.DeleteAsync(Uri("purgeHistoryDeleteUri"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.PostAsync(send, Json("2"))).StatusCode);
    }

    [Fact]
    public async Task The_management_api_wants_its_key()
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Http.GetAsync($"{Root}/instances")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Http.GetAsync($"{Root}/instances?code=wrong")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync($"{Root}/instances?code={SystemKey}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync($"{Root}/instances?code={TestApp.MasterKey}")).StatusCode);
    }

    [Fact]
    public async Task Failures_and_wrong_requests_are_answered_as_such()
    {
        await using var app = await StartAsync();
        await StartAsync(app, "Failing", "f-1", null);
        var failed = await EndAsync(app, "f-1");
        Assert.Equal("Failed", failed.GetProperty("runtimeStatus").GetString());
        Assert.StartsWith("Microsoft.DurableTask.TaskFailedException: Task 'Throw' (#0) failed", failed.GetProperty("output").GetString(), StringComparison.Ordinal);
        var error = await app.Http.GetAsync($"{Root}/instances/f-1?returnInternalServerErrorOnFailure=true&code={SystemKey}");
        Assert.Equal(HttpStatusCode.InternalServerError, error.StatusCode);

        async Task<HttpStatusCode> Post(string path, HttpContent? content = null) =>
            (await app.Http.PostAsync($"{Root}{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}code={SystemKey}", content)).StatusCode;
        Assert.Equal(HttpStatusCode.BadRequest, await Post("/orchestrators/Nobody"));
        Assert.Equal(HttpStatusCode.BadRequest, await Post("/orchestrators/Waiter/@bad"));
        Assert.Equal(HttpStatusCode.BadRequest, await Post("/orchestrators/Waiter/bad-json", Json("{")));
        Assert.Equal(HttpStatusCode.Accepted, await Post("/orchestrators/Waiter/twice", Json("1")));
        Assert.Equal(HttpStatusCode.Conflict, await Post("/orchestrators/Waiter/twice", Json("1")));
        Assert.Equal(HttpStatusCode.NotFound, await Post("/instances/nobody/terminate"));
        Assert.Equal(HttpStatusCode.Accepted, await Post("/instances/twice/terminate?reason=enough"));
        Assert.Equal("enough", (await EndAsync(app, "twice")).GetProperty("output").GetString());
        Assert.Equal(HttpStatusCode.Accepted, await Post("/instances/twice/restart?restartWithNewInstanceId=false"));
        await UntilAsync(app, "twice", "Running");
        Assert.Equal(HttpStatusCode.OK, await Post("/orchestrators/Renamed/in-time?timeout=30", Json("""{"Sku":"a","Quantity":1}""")));
        Assert.Equal(HttpStatusCode.Accepted, await Post("/orchestrators/Waiter/too-slow?timeout=0.2", Json("1")));
    }

    [Fact]
    public async Task Instances_are_listed_and_purged_over_http()
    {
        await using var app = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await StartAsync(app, "Renamed", $"l-{i}", new Order("a", i));
            await EndAsync(app, $"l-{i}");
        }

        await StartAsync(app, "Waiter", "open", 1);
        await UntilAsync(app, "open", "Running");
        var first = await app.Http.GetAsync($"{Root}/instances?top=2&runtimeStatus=Completed,Failed&instanceIdPrefix=l-&showInput=false&code={SystemKey}");
        var page = await first.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["l-0", "l-1"], page.EnumerateArray().Select(instance => instance.GetProperty("instanceId").GetString()));
        Assert.Equal(JsonValueKind.Null, page[0].GetProperty("input").ValueKind);
        using var more = new HttpRequestMessage(HttpMethod.Get, $"{Root}/instances?top=2&runtimeStatus=Completed&instanceIdPrefix=l-&code={SystemKey}");
        more.Headers.Add("x-ms-continuation-token", first.Headers.GetValues("x-ms-continuation-token").Single());
        var rest = await (await app.Http.SendAsync(more)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["l-2"], rest.EnumerateArray().Select(instance => instance.GetProperty("instanceId").GetString()));

        Assert.Equal(HttpStatusCode.BadRequest, (await app.Http.DeleteAsync($"{Root}/instances?code={SystemKey}")).StatusCode);
        var purged = await app.Http.DeleteAsync($"{Root}/instances?createdTimeFrom=2020-01-01T00:00:00Z&runtimeStatus=Completed&code={SystemKey}");
        Assert.Equal("""{"instancesDeleted":3}""", await purged.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.DeleteAsync($"{Root}/instances?createdTimeFrom=2020-01-01T00:00:00Z&code={SystemKey}")).StatusCode);
    }

    [Fact]
    public async Task Addresses_are_the_proxys_when_there_is_one()
    {
        await using var app = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Root}/orchestrators/Waiter?code={SystemKey}") { Content = Json("1") };
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "shop.example");
        var payload = await (await app.Http.SendAsync(request)).Content.ReadFromJsonAsync<JsonElement>();

        Assert.StartsWith($"https://shop.example{Root}/instances/", payload.GetProperty("statusQueryGetUri").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_the_host_file_are_the_hubs()
    {
        await using var app = await StartAsync("""
            { "version": "2.0", "extensions": { "durableTask": { "hubName": "%Hub%", "maxConcurrentActivityFunctions": 1, "defaultVersion": "3.1", "versionMatchStrategy": "Strict", "versionFailureStrategy": "Fail" } } }
            """);
        await StartAsync(app, "Fan", "fan", null);
        Assert.Equal("3.1", (await EndAsync(app, "fan")).GetProperty("output").GetString());
        Assert.Equal(1, app.Calls.MostRunning);

        await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync("""{ "version": "2.0", "extensions": { "durableTask": { "versionMatchStrategy": "Newest" } } }"""));
    }

    [Fact]
    public async Task An_app_without_durable_functions_has_no_hub_and_no_api()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(Plain), Settings());

        Assert.Equal("plain", await app.Http.GetStringAsync("/api/plain"));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync($"{Root}/instances?code={SystemKey}")).StatusCode);
    }

    [Fact]
    public async Task A_trigger_on_a_wrong_parameter_is_found_at_start()
    {
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => TestApp.StartAsync(azurite, typeof(WrongTrigger), Settings()));
        Assert.Contains("[OrchestrationTrigger] goes on a TaskOrchestrationContext", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_of_another_name_is_refused()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(OtherHub), Settings());

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Http.GetAsync("/api/other")).StatusCode);
    }

    [Fact]
    public async Task The_apps_serializer_writes_the_payloads()
    {
        await using var app = await StartAsync(configure: services => services.Configure<WorkerOptions>(options =>
            options.Serializer = new JsonObjectSerializer(new JsonSerializerOptions(JsonSerializerDefaults.Web))));
        await StartAsync(app, "Fulfil", "camel", new { sku = "shoes", quantity = 3 });

        Assert.Equal("shoes*3 by camel in camel", (await EndAsync(app, "camel")).GetProperty("output").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Instances_go_on_in_the_next_run_of_the_host()
    {
        var settings = Settings();
        await using (var app = await TestApp.StartAsync(azurite, typeof(Functions), settings))
        {
            await StartAsync(app, "Waiter", "over", 1);
            await UntilAsync(app, "over", "Running");
        }

        await using var next = await TestApp.StartAsync(azurite, typeof(Functions), settings);
        await next.Http.PostAsync($"{Root}/instances/over/raiseEvent/go?code={SystemKey}", Json("2"));
        Assert.Equal(3, (await EndAsync(next, "over")).GetProperty("output").GetInt32());
    }

    [Fact]
    public async Task Playings_that_are_given_up_do_not_count_as_running()
    {
        await using var app = await StartAsync();
        await StartAsync(app, "Waiter", "leak", 1);
        await UntilAsync(app, "leak", "Running");
        await app.Http.PostAsync($"{Root}/instances/leak/raiseEvent/other?code={SystemKey}", Json("2"));
        await app.Http.PostAsync($"{Root}/instances/leak/raiseEvent/go?code={SystemKey}", Json("2"));
        await EndAsync(app, "leak");

        Assert.Equal(0, app.Services.GetRequiredService<HostShutdownView>().Running);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));

    private static Dictionary<string, string?> Settings() => new(StringComparer.Ordinal)
    {
        ["FunctionKeys:durabletask_extension"] = SystemKey,
        ["WEBSITE_SITE_NAME"] = "H" + Guid.NewGuid().ToString("N"),
        ["Hub"] = "H" + Guid.NewGuid().ToString("N"),
    };

    private Task<TestApp> StartAsync(string? hostJson = null, Action<IServiceCollection>? configure = null) => TestApp.StartAsync(
        azurite,
        typeof(Functions),
        Settings(),
        hostJson,
        builder =>
        {
            builder.Services.AddSingleton<HostShutdownView>();
            configure?.Invoke(builder.Services);
        });

    private static async Task StartAsync(TestApp app, string name, string id, object? input)
    {
        var response = await app.Http.PostAsJsonAsync($"{Root}/orchestrators/{name}/{id}?code={SystemKey}", input);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    private static async Task<JsonElement> StatusAsync(TestApp app, string id, string query = "")
    {
        var response = await app.Http.GetAsync($"{Root}/instances/{id}?code={SystemKey}{query}");
        return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted ? await response.Content.ReadFromJsonAsync<JsonElement>() : default;
    }

    private static async Task<JsonElement> EndAsync(TestApp app, string id, string query = "")
    {
        await Eventually.TrueAsync(
            async () => await StatusAsync(app, id) is { ValueKind: JsonValueKind.Object } status
                && status.GetProperty("runtimeStatus").GetString() is "Completed" or "Failed" or "Terminated",
            $"{id} ends");
        return await StatusAsync(app, id, query);
    }

    private static Task UntilAsync(TestApp app, string id, string runtimeStatus) => Eventually.TrueAsync(
        async () => await StatusAsync(app, id) is { ValueKind: JsonValueKind.Object } status && status.GetProperty("runtimeStatus").GetString() == runtimeStatus,
        $"{id} is {runtimeStatus}");

    public sealed record Order(string Sku, int Quantity);

    public sealed record Label(string Text);

    /// <summary>How many calls the host counts as running.</summary>
    internal sealed class HostShutdownView(IServiceProvider services)
    {
        public int Running => services.GetRequiredService<Dropship.AzureSdk.Host.HostShutdown>().Running;
    }

    internal sealed class Functions(Calls calls)
    {
        [Function("Start")]
        public static async Task<IActionResult> Start(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{id}")] HttpRequest request,
            string id,
            [DurableClient] DurableTaskClient client,
            CancellationToken cancellationToken)
        {
            var order = await request.ReadFromJsonAsync<Order>(cancellationToken);
            return new OkObjectResult(await client.ScheduleNewOrchestrationInstanceAsync(nameof(Fulfil), order, new StartOrchestrationOptions(id), cancellationToken));
        }

        [Function(nameof(Fulfil))]
        public static async Task<Label> Fulfil([OrchestrationTrigger] TaskOrchestrationContext context, FunctionContext function)
        {
            Assert.Equal(nameof(Fulfil), function.FunctionDefinition.Name);
            var order = context.GetInput<Order>()!;
            var label = await context.CallActivityAsync<Label>(nameof(Pack), order);
            return new Label($"{label.Text} in {context.InstanceId}");
        }

        [Function(nameof(Pack))]
        public Label Pack([ActivityTrigger] Order order, string instanceId)
        {
            calls.Add(order);
            return new Label($"{order.Sku}*{order.Quantity} by {instanceId}");
        }

        [Function("InputAsParameter")]
        public static Task<string> InputAsParameter([OrchestrationTrigger(Orchestration = "Renamed")] TaskOrchestrationContext context, Order order) =>
            Task.FromResult($"{order.Sku} {order.Quantity}");

        [Function(nameof(Waiter))]
        public static async Task<int> Waiter([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            context.SetCustomStatus("waiting");
            return context.GetInput<int>() + await context.WaitForExternalEvent<int>("go");
        }

        [Function(nameof(Failing))]
        public static Task Failing([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync("Throw");

        [Function("Throw")]
        public static void Throw([ActivityTrigger] string? input) => throw new InvalidOperationException($"broken {input}");

        [Function(nameof(Kinds))]
        public static async Task<string> Kinds([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var texts = new[]
            {
                await context.CallActivityAsync<string>(nameof(Text), "a"),
                await context.CallActivityAsync<string>(nameof(Text), 1),
                await context.CallActivityAsync<string>(nameof(Text), new Order("x", 1)),
                await context.CallActivityAsync<string>(nameof(Text)),
            };
            await context.CallActivityAsync(nameof(Nothing), 1);
            return string.Join('|', texts) + "|" + await context.CallActivityAsync<int>(nameof(Increment), 1);
        }

        [Function(nameof(Text))]
        public static string Text([ActivityTrigger] string? text) => text ?? "none";

        [Function(nameof(Nothing))]
        public static Task Nothing([ActivityTrigger] int value) => Task.FromResult(value);

        [Function(nameof(Increment))]
        public static async Task<int> Increment([ActivityTrigger] int value, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return value + 1;
        }

        [Function(nameof(Fan))]
        public static async Task<string> Fan([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await Task.WhenAll(Enumerable.Range(0, 5).Select(i => context.CallActivityAsync(nameof(Alone), i)));
            return context.Version;
        }

        [Function(nameof(Alone))]
        public async Task Alone([ActivityTrigger] int value)
        {
            using (calls.Enter())
            {
                await Task.Yield();
                calls.Add(value);
            }
        }
    }

    internal static class Plain
    {
        [Function("Plain")]
        public static IActionResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "plain")] HttpRequest request) => new OkObjectResult("plain");
    }

    internal static class WrongTrigger
    {
        [Function("Wrong")]
        public static string Run([OrchestrationTrigger] string context) => context;
    }

    internal static class OtherHub
    {
        [Function("Other")]
        public static IActionResult Run(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "other")] HttpRequest request,
            [DurableClient(TaskHub = "SomewhereElse")] DurableTaskClient client) => new OkObjectResult(client.Name);
    }
}
