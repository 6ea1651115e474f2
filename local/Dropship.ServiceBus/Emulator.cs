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
        var log = new EmulatorLog(Console.Error);
        try
        {
            var definitions = NamespaceConfiguration.Load(options.Config);
            using var store = MessageStore.Open(options.Data);
            var queues = definitions.Select(definition => new MessageQueue(definition, store, TimeProvider.System)).ToList();
            Load(queues, store, log);
            store.Start();
            var broker = new Broker(queues, new SharedAccessKey(options.KeyName, options.Key), TimeProvider.System, log);
            await using (var server = AmqpServer.Start(broker, options.Host, options.Port, log))
            {
                await Console.Out.WriteLineAsync($"Service Bus emulator is listening on {options.Host}:{server.Port}".AsMemory(), cancellationToken);
                await Task.WhenAny(store.Failed, Task.Delay(Timeout.Infinite, cancellationToken));
            }

            queues.ForEach(queue => queue.Dispose());
            if (store.Failed.Exception?.InnerException is { } failure)
            {
                log.Error("The messages could not be kept", failure);
                return 1;
            }

            return 0;
        }
        catch (ConfigurationException exception)
        {
            foreach (var problem in exception.Problems)
            {
                log.Write(problem);
            }

            return 1;
        }
    }

    private static void Load(List<MessageQueue> queues, MessageStore store, EmulatorLog log)
    {
        var sequences = store.ReadLastSequences();
        var messages = store.ReadMessages().ToLookup(message => message.Queue, StringComparer.OrdinalIgnoreCase);
        var sessions = store.ReadSessions().ToLookup(session => session.Queue, StringComparer.OrdinalIgnoreCase);
        var duplicates = store.ReadDuplicates().ToLookup(duplicate => duplicate.Queue, StringComparer.OrdinalIgnoreCase);
        var all = queues.SelectMany(queue => (MessageQueue[])[queue, queue.DeadLetters!]).ToList();
        foreach (var queue in all)
        {
            queue.Load(sequences.GetValueOrDefault(queue.Name), messages[queue.Name], sessions[queue.Name], duplicates[queue.Name]);
        }

        foreach (var unknown in messages.Where(group => !all.Exists(queue => string.Equals(queue.Name, group.Key, StringComparison.OrdinalIgnoreCase))))
        {
            log.Write($"The data file holds {unknown.Count()} messages of '{unknown.Key}', which the config file does not declare; they stay there.");
        }
    }
}
