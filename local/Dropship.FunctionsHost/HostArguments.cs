using System.Globalization;

namespace Dropship.FunctionsHost;

/// <summary>What the command line says.</summary>
/// <param name="AppFolder">The folder of the built or published worker app, absolute.</param>
/// <param name="Port">The loopback port of the front.</param>
/// <param name="SettingsFile">A file with <c>{"Values":{...}}</c>, absolute; null for none.</param>
internal sealed record HostArguments(string AppFolder, int Port, string? SettingsFile)
{
    private const string Usage =
        "Usage: dotnet Dropship.FunctionsHost.dll --app <folder of a built worker app> --port <port> [--settings <json file>]";
    private static readonly string[] s_known = ["--app", "--port", "--settings"];

    /// <exception cref="HostException">An argument is missing, unknown or wrong.</exception>
    public static HostArguments Parse(string[] arguments)
    {
        var said = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1], StringComparer.Ordinal);
        return arguments.Length % 2 == 0
            && said.Keys.All(s_known.Contains)
            && said.TryGetValue("--app", out var app)
            && ushort.TryParse(said.GetValueOrDefault("--port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new HostArguments(Path.GetFullPath(app), port, said.TryGetValue("--settings", out var file) ? Path.GetFullPath(file) : null)
            : throw new HostException(Usage);
    }
}
