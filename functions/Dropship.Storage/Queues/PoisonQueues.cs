using System.Text;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Dropship.Core.Operations;

namespace Dropship.Storage.Queues;

/// <summary>The poison queues of the host. Messages are read raw: one that is not base64 failed for that reason.</summary>
internal sealed class PoisonQueues(QueueServiceClient raw) : IPoisonQueues
{
    private const int MostAtOnce = 32;

    private static readonly TimeSpan s_hidden = TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyList<PoisonMessage>> ReceiveAsync(CancellationToken cancellationToken)
    {
        var taken = new List<PoisonMessage>();
        foreach (var queue in QueueNames.OnStorage)
        {
            var messages = await raw.GetQueueClient(queue + QueueNames.Poison)
                .ReceiveMessagesAsync(MostAtOnce, s_hidden, cancellationToken);
            taken.AddRange(
                messages.Value.Select(message => new PoisonMessage(queue, TextOf(message), message.MessageId, message.PopReceipt))
            );
        }

        return taken;
    }

    public Task RemoveAsync(PoisonMessage message, CancellationToken cancellationToken) =>
        raw.GetQueueClient(message.Queue + QueueNames.Poison).DeleteMessageAsync(message.Id, message.Receipt, cancellationToken);

    private static string TextOf(QueueMessage message)
    {
        var bytes = new byte[message.MessageText.Length];
        return Convert.TryFromBase64String(message.MessageText, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : message.MessageText;
    }
}
