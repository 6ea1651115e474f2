using Dropship.ServiceBus.Links;
using Dropship.ServiceBus.Queues;
using Dropship.ServiceBus.Settings;
using Dropship.ServiceBus.Storage;

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
            var broker = new Broker(queues, new SharedAccessKey(options.KeyName, options.Key), TimeProvider.System);
            await using (var server = AmqpServer.Start(broker, options.Host, options.Port))
            {
                var ready = $"Service Bus emulator is listening on {options.Host}:{server.Port}";
                await Console.Out.WriteLineAsync(ready.AsMemory(), cancellationToken);
                await Task.WhenAny(store.Failed, Task.Delay(Timeout.Infinite, cancellationToken));
            }

            queues.ForEach(queue => queue.Dispose());
            if (store.Failed.Exception?.InnerException is { } failure)
            {
                await Console.Error.WriteLineAsync($"The messages could not be kept: {failure.Message}".AsMemory(), CancellationToken.None);
                return 1;
            }

            return 0;
        }
        catch (ConfigurationException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message.AsMemory(), CancellationToken.None);
            return 1;
        }
    }
}
