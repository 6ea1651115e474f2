using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dropship.FunctionsHost.Functions;
using Dropship.FunctionsHost.Hosting;
using Dropship.FunctionsHost.Http;
using Dropship.FunctionsHost.ServiceBus;
using Dropship.FunctionsHost.Worker;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Logging;
using Microsoft.Azure.WebJobs.Host.Timers;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.FunctionsHost;

/// <summary>
/// One run of the host: the server that the worker connects to, the worker, then triggers and front. It ends in the opposite order.
/// </summary>
internal static partial class HostRun
{
    private static readonly TimeSpan s_triggerGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_workerGrace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromMinutes(30);

    /// <summary>Runs the app until <paramref name="stop"/> is cancelled.</summary>
    /// <exception cref="HostException">The app cannot be run, or its worker ended for good.</exception>
    public static async Task RunAsync(HostArguments arguments, CancellationToken stop)
    {
        var app = AppFolder.Open(arguments.AppFolder);
        HostSettings.Load(app, arguments.SettingsFile);
        var configuration = HostSettings.Configuration(app);
        RequireFree(arguments.Port);
        using var loggers = HostLogging.Create(configuration);
        var logger = loggers.CreateLogger("Host.Startup");

        await using var worker = new WorkerSupervisor(app, new WorkerLog(loggers), loggers.CreateLogger("Host.Worker"), TimeProvider.System);
        await using var server = WorkerServer(worker, loggers);
        await server.StartAsync(stop);
        var address = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        FunctionDefinition[] functions = [.. (await worker.StartAsync(address).WaitAsync(stop)).Select(FunctionReader.Read)];
        await using var front = FrontServer(app, arguments.Port, functions, configuration, worker, loggers);
        await StartAsync(front, stop);
        LogRunning(logger, functions.Length, arguments.Port);

        var ended = await Task.WhenAny(Task.Delay(Timeout.Infinite, stop), worker.Failed, front.Services.GetRequiredService<ExceptionHandler>().Failed);
        LogStopping(logger);
        await Task.WhenAny(front.Services.GetRequiredService<IJobHost>().StopAsync(), Task.Delay(s_triggerGrace, CancellationToken.None));
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await front.StopAsync(now.Token);
        await worker.StopAsync(s_workerGrace);
        if (ended.IsFaulted)
        {
            await ended;
        }
    }

    private static WebApplication WorkerServer(WorkerSupervisor worker, ILoggerFactory loggers)
    {
        var builder = Builder(loggers);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.InitialStreamWindowSize = 1 << 20;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 1 << 20;
        });
        builder.Services.AddSingleton(worker);
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = null;
            grpc.MaxSendMessageSize = null;
        });
        var server = builder.Build();
        server.MapGrpcService<WorkerService>();
        return server;
    }

    private static WebApplication FrontServer(AppFolder app, int port, FunctionDefinition[] functions, IConfiguration configuration, WorkerSupervisor worker, ILoggerFactory loggers)
    {
        var keys = new HttpKeys(configuration);
        var builder = Builder(loggers);
        builder.Configuration.AddConfiguration(configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 210_000_000;
        });
        builder.Services.AddHttpForwarder().AddSingleton(worker).AddSingleton(app).AddSingleton<HostId>().AddSingleton<HttpProxy>().AddSingleton<ExceptionHandler>();
        builder.Services.AddSingleton<FunctionInvoker>().AddSingleton<IReadOnlyList<FunctionDefinition>>(functions);
        builder.Services.AddSingleton<FunctionTypes>();
        AddWebJobs(builder, functions, configuration, new WebHooks(port, keys));
        var front = builder.Build();
        Front.Map(front, functions, keys);
        return front;
    }

    private static void AddWebJobs(WebApplicationBuilder builder, FunctionDefinition[] functions, IConfiguration configuration, WebHooks hooks)
    {
        builder.Host.ConfigureWebJobs(jobs =>
        {
            jobs.AddAzureStorageCoreServices().AddExecutionContextBinding().AddTimers().AddAzureStorageQueues().AddExtension<ServiceBusExtension>().BindOptions<ServiceBusSettings>();
            if (functions.Any(function => function.IsDurable))
            {
                jobs.AddDurableTask();
            }
        });
        var services = builder.Services;
        services.AddSingleton<ITypeLocator>(provider => provider.GetRequiredService<FunctionTypes>());
        services.AddSingleton<IJobActivator>(provider => provider.GetRequiredService<FunctionTypes>());
        services.AddSingleton<IHostIdProvider>(provider => provider.GetRequiredService<HostId>());
        services.AddSingleton<IWebJobsExceptionHandler>(provider => provider.GetRequiredService<ExceptionHandler>());
        services.Replace(ServiceDescriptor.Singleton<ScheduleMonitor, BlobScheduleMonitor>());
#pragma warning disable CS0618 // The only way to tell the Durable extension its address.
        services.AddSingleton<IWebHookProvider>(hooks);
#pragma warning restore CS0618
        services.Configure<FunctionResultAggregatorOptions>(options => options.IsEnabled = false);
        services.Configure<JobHostFunctionTimeoutOptions>(options =>
        {
            options.Timeout = FunctionTimeout(configuration[$"{HostSettings.Root}:functionTimeout"]);
            options.ThrowOnTimeout = true;
            options.GracePeriod = TimeSpan.FromSeconds(5);
        });
    }

    private static WebApplicationBuilder Builder(ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT"),
        });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        builder.Services.AddSingleton(loggers).AddSingleton<IHostLifetime, QuietLifetime>().AddSingleton(TimeProvider.System);
        return builder;
    }

    private static TimeSpan FunctionTimeout(string? said) => said switch
    {
        null => s_defaultTimeout,
        "-1" => TimeSpan.Zero,
        _ => TimeSpan.TryParse(said, CultureInfo.InvariantCulture, out var timeout) ? timeout : throw new HostException($"host.json: functionTimeout '{said}' is no time."),
    };

    private static async Task StartAsync(WebApplication front, CancellationToken stop)
    {
        try
        {
            await front.StartAsync(stop);
        }
        catch (Exception exception) when (exception is not HostException && !stop.IsCancellationRequested)
        {
            var reasons = new List<string>();
            for (var reason = exception; reason is not null; reason = reason.InnerException)
            {
                reasons.Add(reason.Message);
            }

            throw new HostException($"The app cannot be started: {string.Join(" ", reasons.Distinct(StringComparer.Ordinal))}", exception);
        }
    }

    private static void RequireFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException exception)
        {
            throw new HostException($"Port {port} is taken. Name another one with --port.", exception);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Functions} functions are running on http://localhost:{Port}/.")]
    private static partial void LogRunning(ILogger logger, int functions, int port);

    [LoggerMessage(2, LogLevel.Information, "Stopping.")]
    private static partial void LogStopping(ILogger logger);
}
