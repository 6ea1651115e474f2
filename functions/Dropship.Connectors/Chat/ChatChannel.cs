using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Chat;

/// <summary>Posts to a group.</summary>
internal sealed class ChatChannel(ApiClient client, ChatOptions options, TimeProvider time) : IChatChannel
{
    public const string ConnectorName = "chat";

    // DingTalk and WeCom refuse more than twenty messages a minute.
    private const double CallsPerSecond = 0.3;

    public string Id => options.Id;

    public Language Language => options.Language == "zh-CN" ? Language.Chinese : Language.English;

    public Task<CallResult<Unit>> PostAsync(ChatMessage message, CancellationToken cancellationToken) =>
        client.SendAsync(
            new ApiRequest
            {
                Connector = ConnectorName,
                Account = options.Id,
                Operation = $"post to {options.Kind}",
                IsRead = false,
                CallsPerSecond = CallsPerSecond,
            },
            () => ChatFormats.Make(options, message, time.GetUtcNow()),
            response => ChatFormats.Read(options.Kind, response),
            cancellationToken
        );
}
