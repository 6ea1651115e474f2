namespace Dropship.Core.Ports;

/// <summary>A group of people who are told what mails tell, such as a group of DingTalk or Slack.</summary>
public interface IChatChannel
{
    /// <summary>Our own name for it.</summary>
    string Id { get; }

    Language Language { get; }

    /// <summary>Posts a message. A repeat may show it twice.</summary>
    Task<CallResult<Unit>> PostAsync(ChatMessage message, CancellationToken cancellationToken);
}
