using System.Security.Cryptography;
using System.Text;

namespace Dropship.FunctionsHost.Hosting;

/// <summary>The settings of a run. They become variables of this process, from which host, extensions and worker read them.</summary>
internal static class HostSettings
{
    public const string Root = "AzureFunctionsJobHost";
    public const string HostId = "AzureFunctionsWebHost:hostid";

    /// <summary>The file of the command line comes before the environment, and that before the app's <c>local.settings.json</c>.</summary>
    /// <exception cref="HostException">A file has no values.</exception>
    public static void Load(AppFolder app, string? settingsFile)
    {
        var local = Path.Combine(app.Folder, "local.settings.json");
        var machineAndApp = SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}|{app.Folder}"));
        KeyValuePair<string, string?>[] weak =
        [
            .. File.Exists(local) ? Values(local) : [],
            new("AZURE_FUNCTIONS_ENVIRONMENT", "Development"),
            new("AzureFunctionsWebHost__hostid", Convert.ToHexStringLower(machineAndApp)[..32]),
        ];
        foreach (var (name, value) in weak)
        {
            Environment.SetEnvironmentVariable(name, Environment.GetEnvironmentVariable(name) ?? value);
        }

        KeyValuePair<string, string?>[] strong =
        [
            .. settingsFile is null ? [] : Values(settingsFile),
            new("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated"),
            new("FUNCTIONS_WORKER_DIRECTORY", app.Folder),
            new("FUNCTIONS_APPLICATION_DIRECTORY", app.Folder),
            new("AzureWebJobsConfigurationSection", Root),
            // It makes the Durable extension write its whole trace to the console, as if that were Azure's.
            new("CONTAINER_NAME", null),
        ];
        foreach (var (name, value) in strong)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    /// <summary>host.json below what the environment says of it (<c>AzureFunctionsJobHost__a__b</c>).</summary>
    public static IConfigurationRoot Configuration(AppFolder app)
    {
        var said = Read(Path.Combine(app.Folder, "host.json")).AsEnumerable();
        var below = said.Select(value => KeyValuePair.Create($"{Root}:{value.Key}", value.Value));
        return new ConfigurationBuilder().AddInMemoryCollection(below).AddEnvironmentVariables().Build();
    }

    public static IConfigurationRoot Read(string file) => new ConfigurationBuilder().AddJsonFile(file).Build();

    private static List<KeyValuePair<string, string?>> Values(string file)
    {
        var values = Read(file).GetSection("Values").AsEnumerable(makePathsRelative: true).Where(value => value.Value is not null).ToList();
        return values.Count > 0 ? values : throw new HostException($"{file} has no \"Values\".");
    }
}
