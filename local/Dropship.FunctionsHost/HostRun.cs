using System.Net;
using Dropship.FunctionsHost.Functions;
using Dropship.FunctionsHost.Http;
using Dropship.FunctionsHost.ServiceBus;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Timers;
using Microsoft.Azure.WebJobs.Logging;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.FunctionsHost;

/// <summary>One run of the host: the server that the worker connects to, the worker, then triggers and front.</summary>
internal static partial class HostRun
{
    private static readonly TimeSpan s_triggerGrace = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_frontGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_workerGrace = TimeSpan.FromSeconds(3);

    /// <summary>Runs the app until <paramref name="stop"/> is cancelled.</summary>
    /// <exception cref="HostException">The app cannot be run, or its worker ended for good.</exception>
    public static async Task RunAsync(string appFolder, int port, string? settingsFile, CancellationToken stop)
    {
        var app = AppFolder.Open(appFolder);
        HostSettings.Load(app, settingsFile);
        var configuration = HostSettings.Configuration(app);
        if (LoopbackPort.IsTaken(port))
        {
            throw new HostException($"Port {port} is taken. Name another one with --port.");
        }

        using var loggers = HostLogging.Create(configuration);
        await using var worker = new WorkerSupervisor(app, loggers, TimeProvider.System);
        await using var server = WorkerServer(worker, loggers);
        await server.StartAsync(stop);
        var told = await worker.StartAsync(new Uri(server.Urls.Single())).WaitAsync(stop);

        FunctionDefinition[] functions = [.. told.Select(FunctionDefinition.Read)];
        await using var front = FrontServer(port, functions, configuration, worker, loggers);
        new Front(front, stop).Map(functions);
        await front.StartAsync(stop);
        LogRunning(loggers.CreateLogger("Host.Startup"), functions.Length, port);

        var exceptions = (ExceptionHandler)front.Services.GetRequiredService<IWebJobsExceptionHandler>();
        var ended = await Task.WhenAny(Task.Delay(Timeout.Infinite, stop), worker.Supervision, exceptions.Failed);
        await Task.WhenAny(front.Services.GetRequiredService<IJobHost>().StopAsync(), Task.Delay(s_triggerGrace, CancellationToken.None));
        await Task.WhenAny(front.StopAsync(CancellationToken.None), Task.Delay(s_frontGrace, CancellationToken.None));
        await worker.StopAsync(s_workerGrace);
        await ended;
    }

    private static WebApplication WorkerServer(WorkerSupervisor worker, ILoggerFactory loggers)
    {
        var builder = Builder(loggers);
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(worker);
        builder.Services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        var server = builder.Build();
        server.MapGrpcService<WorkerService>();
        return server;
    }

    private static WebApplication FrontServer(
        int port,
        FunctionDefinition[] functions,
        IConfiguration configuration,
        WorkerSupervisor worker,
        ILoggerFactory loggers
    )
    {
        var builder = Builder(loggers);

        // Taken over as a whole, it would lose what is empty, such as a prefix of routes.
        builder.Configuration.AddInMemoryCollection(configuration.AsEnumerable());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 210_000_000;
        });
        builder.Host.ConfigureWebJobs(jobs =>
        {
            jobs.UseHostId(configuration[HostSettings.HostId]);
            jobs.AddAzureStorageCoreServices().AddExecutionContextBinding().AddTimers().AddAzureStorageQueues();
            jobs.AddExtension<ServiceBusExtension>();
            if (functions.Any(function => function.IsDurable))
            {
                jobs.AddDurableTask();
            }
        });
        var services = builder.Services;
        services.AddHttpForwarder().AddSingleton(worker).AddSingleton<IReadOnlyList<FunctionDefinition>>(functions);
        services.AddSingleton<HttpProxy>().AddSingleton<FunctionInvoker>();
        services.AddSingleton<FunctionTypes>().AddSingleton<ITypeLocator>(provider => provider.GetRequiredService<FunctionTypes>());
        services.AddSingleton<IJobActivator>(provider => provider.GetRequiredService<FunctionTypes>());
        services.AddSingleton<IWebJobsExceptionHandler, ExceptionHandler>();
        services.Replace(ServiceDescriptor.Singleton<ScheduleMonitor, BlobScheduleMonitor>());
#pragma warning disable CS0618 // The only way to tell the Durable extension its address.
        services.AddSingleton<IWebHookProvider>(new DurableTaskEndpoints(port));
#pragma warning restore CS0618
        services.Configure<FunctionResultAggregatorOptions>(options => options.IsEnabled = false);
        services.Configure<JobHostFunctionTimeoutOptions>(options =>
        {
            // -1 stands for no limit.
            var timeout = configuration.GetValue($"{HostSettings.Root}:functionTimeout", TimeSpan.FromMinutes(30));
            options.Timeout = timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero;
            options.ThrowOnTimeout = true;
            options.GracePeriod = TimeSpan.FromSeconds(5);
        });
        return builder.Build();
    }

    private static WebApplicationBuilder Builder(ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting().AddLogging().AddSingleton(loggers).AddSingleton<IHostLifetime, QuietLifetime>();
        return builder;
    }

    [LoggerMessage(1, LogLevel.Information, "{Functions} functions are running on http://localhost:{Port}/.")]
    private static partial void LogRunning(ILogger logger, int functions, int port);
}
