using System.Globalization;
using System.Text.Json;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>What runs the function app: the host that comes with it, or Azure Functions Core Tools.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments, unquoted.</param>
/// <param name="Folder">Where it runs.</param>
internal sealed record AppProgram(string FileName, IReadOnlyList<string> Arguments, string Folder)
{
    /// <summary>The host that comes with this repository.</summary>
    public const string Local = "local";

    /// <summary>Azure Functions Core Tools.</summary>
    public const string Func = "func";

    /// <summary>Which host is taken when the command line names none.</summary>
    public const string HostVariable = "DROPSHIP_HOST";

    /// <summary>A folder that the app was published to, which is run instead of what was built last.</summary>
    public const string PublishedVariable = "DROPSHIP_PUBLISHED";

    /// <summary>Chooses the program.</summary>
    /// <param name="host">The host; null leaves it to the environment.</param>
    /// <param name="address">Where the app answers.</param>
    /// <param name="variable">Reads the environment.</param>
    /// <exception cref="ToolException">The host is not known, or what it should run was not built.</exception>
    public static AppProgram Choose(string? host, Uri address, Func<string, string?> variable)
    {
        var folder = variable(PublishedVariable) is { Length: > 0 } given ? Path.GetFullPath(given) : Path.GetDirectoryName(Programs.Functions)!;
        if (!File.Exists(Path.Combine(folder, "host.json")))
        {
            throw new ToolException($"{folder} holds no app. Run 'dotnet publish functions/Dropship.Functions -c Release -o {folder}' first.");
        }

        var port = address.Port.ToString(CultureInfo.InvariantCulture);
        return (host ?? variable(HostVariable)) switch
        {
            null or "" or Local => new AppProgram("dotnet", [Programs.FunctionsHost, "--app", folder, "--port", port], folder),
            Func when HasServiceBus(folder) => new AppProgram("func", ["start", "--no-build", "--port", port], folder),
            Func => throw new ToolException($"{folder} lacks the host's extension for Service Bus, without which func starts no purchase. Build or publish the app with -p:WithServiceBusExtension=true."),
            var other => throw new ToolException($"The host is '{other}'; it must be {Local} or {Func}."),
        };
    }

    private static bool HasServiceBus(string folder)
    {
        var file = Path.Combine(folder, "extensions.json");
        if (!File.Exists(file))
        {
            return false;
        }

        using var extensions = JsonDocument.Parse(File.ReadAllText(file));
        return extensions.RootElement.GetProperty("extensions").EnumerateArray().Any(extension => extension.GetProperty("typeName").GetString()!.Contains("ServiceBus", StringComparison.Ordinal));
    }
}
