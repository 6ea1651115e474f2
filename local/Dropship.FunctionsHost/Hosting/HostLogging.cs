using Microsoft.Extensions.Logging.Console;

namespace Dropship.FunctionsHost.Hosting;

/// <summary>One line a message on the console, filtered by host.json's <c>logging.logLevel</c>.</summary>
internal static class HostLogging
{
    public static ILoggerFactory Create(IConfiguration configuration) =>
        LoggerFactory.Create(logging =>
        {
            foreach (var category in (string[])["Azure", "DurableTask", "Grpc", "Host.Triggers.DurableTask", "Microsoft", "System"])
            {
                logging.AddFilter(category, LogLevel.Warning);
            }

            // What matters of these the listeners tell.
            logging.AddFilter("Azure.Core", LogLevel.Error).AddFilter("Azure.Messaging.ServiceBus", LogLevel.None);
            logging.AddFilter("Host.Results", LogLevel.None).AddFilter("Host.Aggregator", LogLevel.None);
            logging.AddConfiguration(configuration.GetSection($"{HostSettings.Root}:logging"));

            // Whatever host.json says: below Warning these tell the addresses of requests, and an address can hold a ticket or a key.
            foreach (var category in (string[])["Microsoft.AspNetCore", "System.Net.Http", "Yarp"])
            {
                logging.AddFilter<ConsoleLoggerProvider>(category, LogLevel.Warning);
            }

            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.ColorBehavior = LoggerColorBehavior.Disabled;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            });
        });
}
