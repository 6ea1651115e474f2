using Dropship.AzureSdk.Host.Triggers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Host;

/// <summary>Puts app and host together in one process.</summary>
internal static class FunctionsHost
{
    private const string EnvironmentVariable = "AZURE_FUNCTIONS_ENVIRONMENT";
    private const string DefaultAddress = "http://127.0.0.1:7071";
    private const long LargestRequest = 100 * 1024 * 1024;

    // Whoever asks a process to end seldom waits longer than ten seconds before ending it the hard way.
    private static readonly TimeSpan s_shutdown = TimeSpan.FromSeconds(8);

    public static WebApplicationBuilder CreateBuilder(string[] args, HostLocation location)
    {
        var local = LocalSettings.Read(location);
        if (location.OwnsProcess)
        {
            foreach (var (name, value) in local.Where(s => Environment.GetEnvironmentVariable(s.Key) is null))
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = location.AppFolder,
            EnvironmentName = Environment.GetEnvironmentVariable(EnvironmentVariable) ?? Environments.Development,
        });
        if (!location.OwnsProcess)
        {
            builder.Configuration.AddInMemoryCollection(local.Select(s => KeyValuePair.Create(s.Key.Replace("__", ":", StringComparison.Ordinal), (string?)s.Value)));
        }

        builder.Logging.ClearProviders();
        builder.Logging.AddConsoleFormatter<PlainConsoleFormatter, PlainConsoleOptions>();
        builder.Logging.AddConsole(console => console.FormatterName = PlainConsoleFormatter.FormatterName);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Services.AddOptions<WorkerOptions>();
        return builder;
    }

    public static IHost Build(
        WebApplicationBuilder builder,
        HostLocation location,
        IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware,
        bool usesAspNetCore)
    {
        var settings = new HostSettings(location, builder.Configuration);
        builder.Logging.AddConfiguration(settings.Logging);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(location);
        services.AddSingleton<SettingNames>();
        services.AddSingleton<HostConnections>();
        services.AddSingleton<HostIdentity>();
        services.AddSingleton<HostShutdown>();
        services.AddSingleton<ValueConverter>();
        services.AddSingleton<FunctionExecutor>();
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton(new FunctionCatalog(location.FunctionTypes(), builder.Configuration, settings));
        services.AddSingleton(p => new FunctionPipeline(middleware, p.GetRequiredService<FunctionExecutor>()));
        services.AddSingleton<FunctionsHostService>();
        services.AddHostedService(p => p.GetRequiredService<FunctionsHostService>());
        services.AddTriggerFamilies(usesAspNetCore);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = s_shutdown);
        builder.WebHost.UseUrls(Addresses(builder.Configuration));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = builder.Configuration.GetValue<long?>("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT") ?? LargestRequest;
        });

        var app = builder.Build();
        foreach (var endpoints in app.Services.GetServices<IHostEndpoints>())
        {
            endpoints.Map(app);
        }

        return app;
    }

    // What ASP.NET Core itself understands comes first, then what Core Tools does.
    private static string Addresses(ConfigurationManager configuration)
    {
        if (configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls)
        {
            return urls;
        }

        return configuration["Host:LocalHttpPort"] is { Length: > 0 } port
            ? $"http://{configuration["Host:LocalHttpAddress"] ?? "127.0.0.1"}:{port}"
            : DefaultAddress;
    }
}
