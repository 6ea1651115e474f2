using System.Text.Json;

namespace Dropship.FunctionsHost.Hosting;

/// <summary>The settings of a run. They become variables of this process, from which host, extensions and worker read them.</summary>
internal static class HostSettings
{
    public const string Root = "AzureFunctionsJobHost";

    // They tell that the app runs in Azure, and make the Durable extension write its whole trace to the console.
    private static readonly string[] s_onlyInAzure = ["CONTAINER_NAME", "MANAGED_ENVIRONMENT", "WEBSITE_INSTANCE_ID", "WEBSITE_SKU", "WEBSITE_HOSTNAME", "FUNCTIONS_LOGS_MOUNT_PATH"];

    /// <summary>The file named on the command line comes before the environment, and that before the app's <c>local.settings.json</c>.</summary>
    /// <exception cref="HostException">A file cannot be read.</exception>
    public static void Load(AppFolder app, string? settingsFile)
    {
        foreach (var name in s_onlyInAzure)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        var local = Path.Combine(app.Path, "local.settings.json");
        foreach (var (name, value) in File.Exists(local) ? Values(local) : [])
        {
            SetDefault(name, value);
        }

        foreach (var (name, value) in settingsFile is null ? [] : Values(settingsFile))
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        SetDefault("AZURE_FUNCTIONS_ENVIRONMENT", "Development");
        Environment.SetEnvironmentVariable("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated");
        Environment.SetEnvironmentVariable("FUNCTIONS_WORKER_DIRECTORY", app.Path);
        Environment.SetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY", app.Path);
        Environment.SetEnvironmentVariable("AzureWebJobsConfigurationSection", Root);
    }

    /// <summary>host.json below what the environment says of it (<c>AzureFunctionsJobHost__a__b</c>).</summary>
    /// <exception cref="HostException">host.json cannot be read.</exception>
    public static IConfigurationRoot Configuration(AppFolder app)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [$"{Root}:logging:logLevel:Default"] = "Information",
            [$"{Root}:logging:logLevel:Azure"] = "Warning",
            [$"{Root}:logging:logLevel:Azure.Core"] = "Error",
            [$"{Root}:logging:logLevel:DurableTask"] = "Warning",
            [$"{Root}:logging:logLevel:Grpc"] = "Warning",
            [$"{Root}:logging:logLevel:Host.Aggregator"] = "None",
            [$"{Root}:logging:logLevel:Host.Results"] = "None",
            [$"{Root}:logging:logLevel:Host.Triggers.DurableTask"] = "Warning",
            [$"{Root}:logging:logLevel:Microsoft"] = "Warning",
            [$"{Root}:logging:logLevel:System"] = "Warning",
            [$"{Root}:logging:logLevel:Yarp"] = "Warning",
        };
        using var document = AppFolder.Read(app.HostFile);
        Flatten(document.RootElement, Root, values);
        return new ConfigurationBuilder().AddInMemoryCollection(values).AddEnvironmentVariables().Build();
    }

    private static void SetDefault(string name, string? value)
    {
        if (Environment.GetEnvironmentVariable(name) is null)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    private static List<KeyValuePair<string, string?>> Values(string file)
    {
        using var document = AppFolder.Read(file);
        return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("Values", out var values)
            ? [.. values.EnumerateObject().Select(value => KeyValuePair.Create(value.Name, Text(value.Value)))]
            : throw new HostException($"{file} has no \"Values\".");
    }

    private static void Flatten(JsonElement element, string path, Dictionary<string, string?> into)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Flatten(property.Value, $"{path}:{property.Name}", into);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Flatten(item, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}:{index}"), into);
                }

                break;
            default:
                into[path] = Text(element);
                break;
        }
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };
}
