using MailKit;

namespace Dropship.Connectors.Mail;

/// <summary>Tells whether a message was written as far as its final dot, from where on the server may have taken it.</summary>
internal sealed class TransferWatch : ITransferProgress
{
    public bool IsComplete { get; private set; }

    public void Report(long bytesTransferred, long totalSize) => IsComplete |= bytesTransferred >= totalSize;

    public void Report(long bytesTransferred)
    {
        // Only a message of unknown size is told of like this; a watched one is always measured before.
    }
}
