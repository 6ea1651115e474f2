namespace Dropship.FunctionsHost.Hosting;

/// <summary>The settings of a run. They become variables of this process, from which host, extensions and worker read them.</summary>
internal static class HostSettings
{
    public const string Root = "AzureFunctionsJobHost";

    // They tell that the app runs in Azure, and make the Durable extension write its whole trace to the console.
    private static readonly string[] s_onlyInAzure =
        ["CONTAINER_NAME", "MANAGED_ENVIRONMENT", "WEBSITE_INSTANCE_ID", "WEBSITE_SKU", "WEBSITE_HOSTNAME", "FUNCTIONS_LOGS_MOUNT_PATH"];

    /// <summary>The file of the command line comes before the environment, and that before the app's <c>local.settings.json</c>.</summary>
    /// <exception cref="HostException">A file cannot be read.</exception>
    public static void Load(AppFolder app, string? settingsFile)
    {
        foreach (var name in s_onlyInAzure)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        var local = Path.Combine(app.Folder, "local.settings.json");
        var weak = File.Exists(local) ? Values(local) : [];
        foreach (var (name, value) in weak.Append(new("AZURE_FUNCTIONS_ENVIRONMENT", "Development")))
        {
            Environment.SetEnvironmentVariable(name, Environment.GetEnvironmentVariable(name) ?? value);
        }

        foreach (var (name, value) in settingsFile is null ? [] : Values(settingsFile))
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        Environment.SetEnvironmentVariable("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated");
        Environment.SetEnvironmentVariable("FUNCTIONS_WORKER_DIRECTORY", app.Folder);
        Environment.SetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY", app.Folder);
        Environment.SetEnvironmentVariable("AzureWebJobsConfigurationSection", Root);
    }

    /// <summary>host.json below what the environment says of it (<c>AzureFunctionsJobHost__a__b</c>).</summary>
    /// <exception cref="HostException">host.json cannot be read.</exception>
    public static IConfigurationRoot Configuration(AppFolder app)
    {
        var said = Read(Path.Combine(app.Folder, "host.json")).AsEnumerable();
        var below = said.Select(value => KeyValuePair.Create($"{Root}:{value.Key}", value.Value));
        return new ConfigurationBuilder().AddInMemoryCollection(below).AddEnvironmentVariables().Build();
    }

    /// <exception cref="HostException">The file is missing or not JSON.</exception>
    public static IConfigurationRoot Read(string file)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(file).Build();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new HostException($"{file} cannot be read: {exception.GetBaseException().Message}", exception);
        }
    }

    private static List<KeyValuePair<string, string?>> Values(string file)
    {
        var values = Read(file).GetSection("Values").AsEnumerable(makePathsRelative: true).Where(value => value.Value is not null).ToList();
        return values.Count > 0 ? values : throw new HostException($"{file} has no \"Values\".");
    }
}
