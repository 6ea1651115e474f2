using System.Globalization;

namespace Dropship.FunctionsHost;

/// <summary>What the command line says.</summary>
/// <param name="AppFolder">The folder of the built or published worker app, absolute.</param>
/// <param name="Port">The loopback port of the front.</param>
/// <param name="SettingsFile">A file with <c>{"Values":{...}}</c>; null for none.</param>
internal sealed record HostArguments(string AppFolder, int Port, string? SettingsFile)
{
    private const string Usage = "Usage: dotnet Dropship.FunctionsHost.dll --app <folder of a built worker app> --port <port> [--settings <json file>]";

    /// <exception cref="HostException">An argument is missing, unknown or wrong.</exception>
    public static HostArguments Parse(IReadOnlyList<string> arguments)
    {
        string? app = null;
        string? settings = null;
        int? port = null;
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new HostException($"{arguments[i]} needs a value. {Usage}");
            switch (arguments[i])
            {
                case "--app":
                    app = Path.GetFullPath(value);
                    break;
                case "--port":
                    port = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= ushort.MaxValue
                        ? number
                        : throw new HostException($"'{value}' is not a port. {Usage}");
                    break;
                case "--settings":
                    settings = Path.GetFullPath(value);
                    break;
                default:
                    throw new HostException($"'{arguments[i]}' is not known. {Usage}");
            }
        }

        return app is null || port is null ? throw new HostException(Usage) : new HostArguments(app, port.Value, settings);
    }
}
