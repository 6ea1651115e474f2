using System.CommandLine;

namespace Dropship.ServiceBus.Settings;

/// <summary>How the emulator is started.</summary>
/// <param name="Config">The file that declares the queues.</param>
/// <param name="Data">The file that keeps the messages.</param>
/// <param name="Host">The address it listens on.</param>
/// <param name="Port">The port; 0 lets the system choose.</param>
/// <param name="KeyName">The name of the key that clients sign with.</param>
/// <param name="Key">The key.</param>
internal sealed record EmulatorOptions(string Config, string Data, string Host, int Port, string KeyName, string Key)
{
    /// <summary>The command with its options.</summary>
    /// <param name="run">What it does with them; gives the exit code.</param>
    public static RootCommand Command(Func<EmulatorOptions, CancellationToken, Task<int>> run)
    {
        var config = new Option<string>("--config") { Description = "The file that declares the queues.", Required = true };
        var data = new Option<string>("--data") { Description = "The file that keeps the messages.", Required = true };
        var host = WithDefault("--host", "The address to listen on.", "127.0.0.1");
        var port = WithDefault<ushort>("--port", "The port to listen on; 0 lets the system choose.", 5672);
        var keyName = WithDefault("--key-name", "The name of the shared access key.", "RootManageSharedAccessKey");
        var key = WithDefault("--key", "The shared access key.", "SAS_KEY_VALUE");
        var command = new RootCommand("A Service Bus emulator: queues over AMQP, kept in one file.")
        {
            config,
            data,
            host,
            port,
            keyName,
            key,
        };
        command.SetAction(
            (result, cancellationToken) =>
                run(
                    new EmulatorOptions(
                        result.GetRequiredValue(config),
                        result.GetRequiredValue(data),
                        result.GetRequiredValue(host),
                        result.GetRequiredValue(port),
                        result.GetRequiredValue(keyName),
                        result.GetRequiredValue(key)
                    ),
                    cancellationToken
                )
        );
        return command;
    }

    private static Option<T> WithDefault<T>(string name, string description, T value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
