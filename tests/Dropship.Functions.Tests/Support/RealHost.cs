using System.Globalization;
using Dropship.AzureSdk.Host;
using Dropship.Tooling;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Tests.Support;

/// <summary>The real host over a folder, a port, a host id and a task hub of its own.</summary>
internal sealed class RealHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly IHost _host;

    private RealHost(DirectoryInfo folder, IHost host, Uri address)
    {
        _folder = folder;
        _host = host;
        Address = address;
    }

    public Uri Address { get; }

    /// <param name="files">What lies in its folder: names and contents, host.json among them.</param>
    /// <param name="functions">The classes that hold its functions.</param>
    /// <param name="storage">The storage account.</param>
    /// <param name="settings">Further settings.</param>
    /// <param name="addServices">Puts the app together.</param>
    public static async Task<RealHost> StartAsync(IReadOnlyDictionary<string, string> files, IReadOnlyList<Type> functions, string storage, IReadOnlyDictionary<string, string?> settings, Action<FunctionsApplicationBuilder> addServices)
    {
        var folder = Directory.CreateTempSubdirectory("dropship-host-");
        foreach (var (name, content) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), content);
        }

        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
        var builder = FunctionsApplication.CreateBuilder([], new HostLocation(folder.FullName, folder.FullName, functions, OwnsProcess: false));
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["urls"] = address,
            ["AzureWebJobsStorage"] = storage,
            ["TaskHubStorage"] = storage,
            ["AzureFunctionsWebHost:hostid"] = $"host{Guid.NewGuid():N}",
            ["TaskHubName"] = $"Hub{Guid.NewGuid():N}",
            ["Dropship:Secrets:Folder"] = Path.Combine(folder.FullName, "secrets"),
        });
        builder.Logging.ClearProviders();
        addServices(builder);
        var host = new RealHost(folder, builder.Build(), new Uri(address));
        await host._host.StartAsync();
        return host;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
