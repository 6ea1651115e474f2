using MailKit;

namespace Dropship.Connectors.Mail;

/// <summary>Reports whether the message's final dot was sent; from then on the server may have accepted it.</summary>
internal sealed class TransferWatch : ITransferProgress
{
    public bool IsComplete { get; private set; }

    public void Report(long bytesTransferred, long totalSize) => IsComplete |= bytesTransferred >= totalSize;

    public void Report(long bytesTransferred)
    {
        // Only a message of unknown size is told of like this; a watched one is always measured before.
    }
}
