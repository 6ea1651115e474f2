using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Dropship.Tooling;

/// <summary>A Service Bus emulator of its own: queues over AMQP on a loopback port.</summary>
public sealed partial class ServiceBusEmulator : IAsyncDisposable
{
    private ServiceBusEmulator(ChildProcess process, int port)
    {
        Process = process;
        Port = port;
    }

    public ChildProcess Process { get; }

    public int Port { get; }

    /// <summary>How the client reaches it. The key opens nothing but an emulator.</summary>
    public string ConnectionString => ConnectionStringOf(Port);

    /// <summary>How the client reaches one on a port, or what passes on to it.</summary>
    public static string ConnectionStringOf(int port) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Endpoint=sb://127.0.0.1:{port};SharedAccessKeyName=RootManageSharedAccessKey;"
                + $"SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;"
        );

    /// <summary>Starts the emulator and waits until it listens.</summary>
    /// <param name="configFile">The file that declares the queues, in the form of Microsoft's own emulator.</param>
    /// <param name="dataFile">The file that keeps the messages; it is made when it is missing.</param>
    /// <param name="port">The port; null for one chosen by the system.</param>
    /// <param name="logFile">A file that gets its output; none when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ToolException">It is not built, or would not start; the message says why.</exception>
    public static async Task<ServiceBusEmulator> StartAsync(
        string configFile,
        string dataFile,
        int? port = null,
        string? logFile = null,
        CancellationToken cancellationToken = default
    )
    {
        var listen = (port ?? 0).ToString(CultureInfo.InvariantCulture);
        string[] arguments = [Program(), "--config", configFile, "--data", dataFile, "--port", listen];
        var process = ChildProcess.Start("Service Bus emulator", "dotnet", arguments, logFile: logFile);
        try
        {
            var match = await process.WaitForLineAsync(Listening(), TimeSpan.FromSeconds(60), cancellationToken);
            return new ServiceBusEmulator(process, int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static string Program()
    {
        const string Name = "Dropship.ServiceBus";
        var configuration = typeof(ServiceBusEmulator)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == "BuildConfiguration")
            .Value!;
        var path = Path.Combine(RepositoryRoot.Find(), "local", Name, "bin", configuration, "net10.0", $"{Name}.dll");
        return File.Exists(path) ? path : throw new ToolException($"{Name} is not built: {path} is missing. Run 'dotnet build' first.");
    }

    [GeneratedRegex(
        @"^Service Bus emulator is listening on .*:(?<port>\d+)$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Listening();
}
