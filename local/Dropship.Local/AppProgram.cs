using System.Globalization;
using System.Text.Json;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>The program that runs the function app: the host in this repository, or Azure Functions Core Tools.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments, unquoted.</param>
/// <param name="Folder">Where it runs.</param>
internal sealed record AppProgram(string FileName, IReadOnlyList<string> Arguments, string Folder)
{
    /// <summary>The host in this repository.</summary>
    public const string Local = "local";

    /// <summary>Azure Functions Core Tools.</summary>
    public const string Func = "func";

    /// <summary>The variable that names the host when the command line does not.</summary>
    public const string HostVariable = "DROPSHIP_HOST";

    /// <summary>The variable that names a folder with a published app, to run instead of the last build.</summary>
    public const string PublishedVariable = "DROPSHIP_PUBLISHED";

    /// <summary>Chooses the program.</summary>
    /// <param name="host">The host; null leaves it to the environment.</param>
    /// <param name="address">Where the app answers.</param>
    /// <param name="variable">Reads the environment.</param>
    /// <exception cref="ToolException">The host is unknown or not installed, or the app was not built.</exception>
    public static AppProgram Choose(string? host, Uri address, Func<string, string?> variable)
    {
        var folder = variable(PublishedVariable) is { Length: > 0 } given
            ? Path.GetFullPath(given)
            : Path.GetDirectoryName(Programs.Functions)!;
        if (!File.Exists(Path.Combine(folder, "host.json")))
        {
            throw new ToolException(
                $"{folder} holds no app. Run 'dotnet publish functions/Dropship.Functions -c Release -o {folder}' first."
            );
        }

        var port = address.Port.ToString(CultureInfo.InvariantCulture);
        return (host ?? variable(HostVariable)) switch
        {
            null or "" or Local => new AppProgram("dotnet", [Programs.FunctionsHost, "--app", folder, "--port", port], folder),
            Func when !HasServiceBus(folder) => throw new ToolException(
                $"{folder} lacks the Service Bus extension, without which func starts no purchase. "
                    + "Build or publish the app with -p:WithServiceBusExtension=true."
            ),
            Func when !IsOnPath("func", variable("PATH")) => throw new ToolException(
                "Azure Functions Core Tools ('func') are not installed. Install version 4, or run without --host func."
            ),
            Func => new AppProgram("func", ["start", "--no-build", "--port", port], folder),
            var other => throw new ToolException($"{HostVariable} is '{other}'; it must be {Local} or {Func}."),
        };
    }

    private static bool IsOnPath(string program, string? path) =>
        (path ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => ((string[])[string.Empty, ".exe", ".cmd"]).Any(end => File.Exists(Path.Combine(folder, program + end))));

    private static bool HasServiceBus(string folder)
    {
        var file = Path.Combine(folder, "extensions.json");
        if (!File.Exists(file))
        {
            return false;
        }

        using var extensions = JsonDocument.Parse(File.ReadAllText(file));
        return extensions
            .RootElement.GetProperty("extensions")
            .EnumerateArray()
            .Any(extension => extension.GetProperty("typeName").GetString()!.Contains("ServiceBus", StringComparison.Ordinal));
    }
}
