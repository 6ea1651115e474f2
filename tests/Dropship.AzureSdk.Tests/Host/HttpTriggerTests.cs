using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Dropship.AzureSdk.Host;
using Dropship.AzureSdk.Host.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Dropship.AzureSdk.Tests.Host;

[Collection(AzuriteGroup.Name)]
public sealed class HttpTriggerTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Route_values_body_and_context_reach_the_function()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(Functions));

        var response = await app.Http.PostAsJsonAsync("/api/orders/42/lines/a%20b?verbose=1", new { title = "shoes", quantity = 3 });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("42|a b|shoes|3|1|POST", await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.PostAsJsonAsync("/api/orders/not-a-number/lines/x", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await app.Http.GetAsync("/api/orders/42/lines/x")).StatusCode);
    }

    [Theory]
    [InlineData("/api/result", HttpStatusCode.Created, "{\"a\":1}")]
    [InlineData("/api/RESULT", HttpStatusCode.Created, "{\"a\":1}")]
    [InlineData("/api/action", HttpStatusCode.Accepted, "{\"b\":2}")]
    [InlineData("/api/nothing", HttpStatusCode.OK, "")]
    [InlineData("/api/written", HttpStatusCode.Conflict, "by hand")]
    [InlineData("/api/throws", HttpStatusCode.InternalServerError, "")]
    [InlineData("/api/unknown", HttpStatusCode.NotFound, "")]
    [InlineData("/result", HttpStatusCode.NotFound, "")]
    public async Task What_a_function_returns_is_the_answer(string path, HttpStatusCode status, string body)
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(Functions));

        var response = await app.Http.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Keys_open_what_they_are_for_and_nothing_else()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(Functions), new Dictionary<string, string?>(StringComparer.Ordinal) { ["FunctionKeys:Locked"] = "its-own-key" });

        async Task<HttpStatusCode> Get(string path, string? key = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (key is not null)
            {
                request.Headers.Add(HostKeys.Header, key);
            }

            var response = await app.Http.SendAsync(request);
            if (response.StatusCode is HttpStatusCode.Unauthorized)
            {
                Assert.Empty(await response.Content.ReadAsByteArrayAsync());
            }

            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await Get("/api/locked"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get("/api/locked", "wrong"));
        Assert.Equal(HttpStatusCode.OK, await Get("/api/locked", TestApp.FunctionKey));
        Assert.Equal(HttpStatusCode.OK, await Get("/api/locked", "its-own-key"));
        Assert.Equal(HttpStatusCode.OK, await Get("/api/locked", TestApp.MasterKey));
        Assert.Equal(HttpStatusCode.OK, await Get($"/api/locked?code={TestApp.FunctionKey}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get($"/api/locked?code={TestApp.FunctionKey}", "wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get("/api/defaultlevel"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get("/api/defaultlevel", "its-own-key"));
        Assert.Equal(HttpStatusCode.OK, await Get("/api/defaultlevel", TestApp.FunctionKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get("/api/adminonly", TestApp.FunctionKey));
        Assert.Equal(HttpStatusCode.OK, await Get("/api/adminonly", TestApp.MasterKey));
    }

    [Fact]
    public async Task Keys_that_no_setting_gives_are_made_once_and_outlive_a_restart()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FunctionKeys:_master"] = null,
            ["FunctionKeys:default"] = null,
            ["AzureFunctionsWebHost:hostid"] = AzuriteFixture.UniqueName("keys"),
        };
        string key;
        await using (var first = await TestApp.StartAsync(azurite, typeof(Functions), settings))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await first.Http.GetAsync("/api/locked?code=guess")).StatusCode);
            var table = await first.Services.GetRequiredService<HostIdentity>().TableAsync(CancellationToken.None);
            var row = await table.GetEntityAsync<TableEntity>(first.Services.GetRequiredService<HostIdentity>().Partition("keys"), "default");
            key = row.Value.GetString("Value")!;
            Assert.True(key.Length >= 40);
        }

        await using var second = await TestApp.StartAsync(azurite, typeof(Functions), settings);
        Assert.Equal(HttpStatusCode.OK, (await second.Http.GetAsync($"/api/locked?code={key}")).StatusCode);
    }

    [Fact]
    public async Task Disabled_functions_are_not_found()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(Functions), new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AzureWebJobs.Result.Disabled"] = "true",
            ["AzureWebJobs:Action:Disabled"] = "1",
        });

        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync("/api/result")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync("/api/action")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("/api/nothing")).StatusCode);
    }

    [Fact]
    public async Task The_route_prefix_comes_from_host_json_and_a_setting_over_it()
    {
        const string hostJson = """{ "version": "2.0", "extensions": { "http": { "routePrefix": "v1" } } }""";
        await using var file = await TestApp.StartAsync(azurite, typeof(Functions), hostJson: hostJson);
        await using var setting = await TestApp.StartAsync(
            azurite, typeof(Functions), new Dictionary<string, string?>(StringComparer.Ordinal) { ["AzureFunctionsJobHost:extensions:http:routePrefix"] = "" }, hostJson);

        Assert.Equal(HttpStatusCode.OK, (await file.Http.GetAsync("/v1/nothing")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await file.Http.GetAsync("/api/nothing")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await setting.Http.GetAsync("/nothing")).StatusCode);
    }

    [Fact]
    public async Task Middleware_sees_every_call_with_its_request_the_first_added_outermost()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(Functions), configure: builder =>
        {
            builder.UseMiddleware<Outer>();
            builder.UseMiddleware(async (context, next) =>
            {
                context.InstanceServices.GetRequiredService<Calls>().Add("inner");
                await next();
                context.InstanceServices.GetRequiredService<Calls>().Add("inner after");
            });
            builder.UseWhen(context => context.FunctionDefinition.Name == "Result", (context, next) =>
            {
                context.InstanceServices.GetRequiredService<Calls>().Add("only result");
                return next();
            });
        });

        await app.Http.GetAsync("/api/nothing");
        await app.Http.GetAsync("/api/result");

        Assert.Equal(
            ["outer /api/nothing", "inner", "inner after", "outer after", "outer /api/result", "inner", "only result", "inner after", "outer after"],
            app.Calls.Values);
    }

    [Fact]
    public async Task A_caller_that_goes_away_cancels_the_call()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(Functions));
        using var away = new CancellationTokenSource();

        var call = app.Http.GetAsync("/api/waits", away.Token);
        await Eventually.TrueAsync(() => app.Calls.CountOf("waiting") == 1, "the call started");
        await away.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.TrueAsync(() => app.Calls.CountOf("cancelled") == 1, "the call saw its token cancelled");
    }

    [Fact]
    public async Task Stopping_lets_a_call_finish_its_answer()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(Functions));

        var call = app.Http.GetAsync("/api/gated");
        await Eventually.TrueAsync(() => app.Calls.CountOf("gated") == 1, "the call started");
        var stop = app.StopAsync();
        app.Calls.Open("gate");
        var response = await call;
        await stop;

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task The_admin_api_tells_and_starts_functions_for_the_master_key_only()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(Functions), new Dictionary<string, string?>(StringComparer.Ordinal) { ["AzureWebJobs.Tick.Disabled"] = "true" });

        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("/admin/host/ping")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Http.GetAsync("/admin/host/status")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Http.GetAsync($"/admin/functions?code={TestApp.FunctionKey}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Http.PostAsync("/admin/functions/Tick", null)).StatusCode);
        app.Http.DefaultRequestHeaders.Add(HostKeys.Header, TestApp.MasterKey);

        var status = await app.Http.GetFromJsonAsync<JsonElement>("/admin/host/status");
        var functions = await app.Http.GetFromJsonAsync<JsonElement[]>("/admin/functions");
        Assert.Equal("Running", status.GetProperty("state").GetString());
        var tick = Assert.Single(functions!, f => f.GetProperty("name").GetString() == "Tick");
        Assert.Equal(("timerTrigger", true), (tick.GetProperty("trigger").GetString(), tick.GetProperty("isDisabled").GetBoolean()));

        using var input = new StringContent("{\"input\":\"\"}", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.Accepted, (await app.Http.PostAsync("/admin/functions/tick", input)).StatusCode);
        await Eventually.TrueAsync(() => app.Calls.CountOf("tick") == 1, "a disabled function runs by hand");
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.PostAsync("/admin/functions/none", null)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Http.PostAsync("/admin/functions/Result", null)).StatusCode);
        using var broken = new StringContent("{", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Http.PostAsync("/admin/functions/tick", broken)).StatusCode);
    }

    [Fact]
    public async Task An_app_that_did_not_ask_for_ASP_NET_types_is_told_so_at_the_start()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => TestApp.StartAsync(azurite, typeof(Functions), web: false));

        Assert.Contains("ConfigureFunctionsWebApplication", exception.Message, StringComparison.Ordinal);
    }

    internal sealed record Line(string Title, int Quantity);

    internal sealed class Outer(Calls calls) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            calls.Add($"outer {context.GetHttpContext()!.Request.Path}");
            await next(context);
            calls.Add("outer after");
        }
    }

    internal sealed class Functions(Calls calls)
    {
        [Function("Lines")]
        public static IActionResult Lines(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orders/{order:int}/lines/{line}")] HttpRequest request,
            int order,
            string line,
            [FromBody] Line body,
            FunctionContext context) =>
            new OkObjectResult($"{order}|{line}|{body.Title}|{body.Quantity}|{request.Query["verbose"]}|{context.GetHttpContext()!.Request.Method}");

        [Function("Result")]
        public static IResult Result([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Json(new { a = 1 }, statusCode: 201);

        [Function("Action")]
        public static Task<IActionResult> Action([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
            Task.FromResult<IActionResult>(new ObjectResult(new { B = 2 }) { StatusCode = 202 });

        [Function("Nothing")]
        public static Task Nothing([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Task.CompletedTask;

        [Function("Written")]
        public static async Task Written([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, CancellationToken cancellationToken)
        {
            request.HttpContext.Response.StatusCode = 409;
            await request.HttpContext.Response.WriteAsync("by hand", cancellationToken);
        }

        [Function("Throws")]
        public static IResult Throws([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => throw new InvalidOperationException("secret");

        [Function("Locked")]
        public static void Locked([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request)
        {
        }

        [Function("DefaultLevel")]
        public static void DefaultLevel([HttpTrigger("get")] HttpRequest request)
        {
        }

        [Function("AdminOnly")]
        public static void AdminOnly([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request)
        {
        }

        [Function("Waits")]
        public async Task Waits([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellationToken)
        {
            calls.Add("waiting");
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                calls.Add("cancelled");
                throw;
            }
        }

        [Function("Gated")]
        public async Task<IResult> Gated([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
        {
            calls.Add("gated");
            await calls.Gate("gate");
            return Results.NoContent();
        }

        [Function("Tick")]
        public void Tick([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer) => calls.Add("tick");
    }
}
