using Microsoft.Extensions.Logging.Console;

namespace Dropship.FunctionsHost.Hosting;

/// <summary>One line a message on the console, filtered by host.json's <c>logging.logLevel</c>.</summary>
internal static class HostLogging
{
    // What these write below Warning holds the addresses of requests, and an address can hold a ticket or a key.
    private static readonly string[] s_tellAddresses = ["Microsoft.AspNetCore", "System.Net.Http", "Yarp"];

    /// <exception cref="HostException">A level of host.json is not one.</exception>
    public static ILoggerFactory Create(IConfiguration configuration) => LoggerFactory.Create(logging =>
    {
        foreach (var category in configuration.GetSection($"{HostSettings.Root}:logging:logLevel").GetChildren())
        {
            if (!Enum.TryParse<LogLevel>(category.Value, ignoreCase: true, out var level))
            {
                throw new HostException($"host.json: logging.logLevel.{category.Key} is '{category.Value}', which is no level.");
            }

            var isDefault = category.Key.Equals("default", StringComparison.OrdinalIgnoreCase);
            logging.AddFilter(isDefault ? null : category.Key, TellsAddresses(category.Key) && level < LogLevel.Warning ? LogLevel.Warning : level);
        }

        foreach (var category in s_tellAddresses)
        {
            logging.AddFilter(category, LogLevel.Warning);
        }

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
    });

    private static bool TellsAddresses(string category) => Array.Exists(s_tellAddresses, start => category.StartsWith(start, StringComparison.OrdinalIgnoreCase));
}
