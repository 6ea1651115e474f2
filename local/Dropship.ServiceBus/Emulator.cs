namespace Dropship.ServiceBus;

/// <summary>All of it together.</summary>
internal static class Emulator
{
    /// <summary>Serves until it is cancelled.</summary>
    /// <returns>The exit code: 0, or 1 when it could not start or not go on.</returns>
    public static async Task<int> RunAsync(EmulatorOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var definitions = NamespaceConfiguration.Load(options.Config);
            using var store = MessageStore.Open(options.Data);
            var queues = definitions.Select(definition => new MessageQueue(definition, store, TimeProvider.System)).ToList();
            store.Start();
            await using (var broker = new Broker(queues, new SharedAccessKey(options.KeyName, options.Key), TimeProvider.System))
            {
                var port = broker.Listen(options.Host, options.Port);
                var ready = $"Service Bus emulator is listening on {options.Host}:{port}";
                await Console.Out.WriteLineAsync(ready.AsMemory(), cancellationToken);
                await Task.WhenAny(store.Writing, Task.Delay(Timeout.Infinite, cancellationToken));
            }

            queues.ForEach(queue => queue.Dispose());
            return store.Writing.Exception?.InnerException is { } failure
                ? throw new ConfigurationException([$"The messages could not be kept: {failure.Message}"])
                : 0;
        }
        catch (ConfigurationException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message.AsMemory(), CancellationToken.None);
            return 1;
        }
    }
}
