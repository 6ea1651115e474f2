using Dropship.Sandbox.Control;
using Dropship.Sandbox.World;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.Sandbox;

/// <summary>The running sandbox: all stand-ins and the control interface on one port.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SandboxServer(WebApplication app) => _app = app;

    /// <summary>Where it listens, with the port that was chosen.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts a sandbox inside this process.</summary>
    /// <param name="options">Where it listens and keeps its state.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        var server = new SandboxServer(Build(options));
        await server._app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Waits until the process is told to end.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(SandboxOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNameCaseInsensitive = true);
        builder.Services.AddSingleton(options.Time);
        builder.Services.AddSingleton(services => new SandboxWorld(options.Folder, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<ControlEndpoints>();
        builder.Services.AddSingleton<FrontPage>();
        builder.Services.AddSingleton(_ => new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }));
        builder.Services.AddHostedService<Sender>();
        foreach (var standIn in StandIns.All)
        {
            standIn.AddWorkers(builder.Services);
        }

        // A sandbox inside a test must not take the test host's console and Ctrl-C for its own.
        if (options.InProcess)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        }

        var app = builder.Build();
        foreach (var standIn in StandIns.All)
        {
            standIn.Map(app, app.Services.GetRequiredService<SandboxWorld>());
        }

        app.Services.GetRequiredService<ControlEndpoints>().Map(app);
        app.Services.GetRequiredService<FrontPage>().Map(app);
        return app;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
