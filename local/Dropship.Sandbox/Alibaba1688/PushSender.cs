using System.Text.Encodings.Web;
using System.Text.Json;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>Carries 1688's messages to the app. What is not taken after some tries is kept, to be fetched.</summary>
internal sealed class PushSender(SandboxWorld world, HttpClient http) : Outbox<PushMessage>(world, http)
{
    private const int Tries = 3;

    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    protected override IEnumerable<PushMessage> Due(Step step) =>
        step.All<PushMessage>()
            .Where(message => !message.Kept && message.DueAt <= step.Elapsed)
            .OrderBy(message => message.DueAt)
            .ThenBy(message => message.Id);

    protected override async Task SendAsync(PushMessage message, CancellationToken cancellationToken)
    {
        var (fault, settings) = World.Change(step => (step.TakeFault("1688", "push"), step.Settings));
        var delivered = fault?.Kind == Fault.DropBeforeWork;
        if (!delivered && settings.PushUrl is { Length: > 0 } url)
        {
            var reply = MarketReplies.Message(message, settings.AppKey);
            foreach (var name in (string[])["topicGroup", "topicName", "appKey"])
            {
                reply.Remove(name);
            }

            var text = reply.ToJsonString(s_json);
            await DelayAsync(fault, cancellationToken);
            delivered = await PostAsync(
                () =>
                    new HttpRequestMessage(HttpMethod.Post, url)
                    {
                        Content = new FormUrlEncodedContent(
                            new Dictionary<string, string>(StringComparer.Ordinal)
                            {
                                ["message"] = text,
                                ["_aop_signature"] = MarketText.Sign(settings.AppSecret, string.Empty, [new("message", text)]),
                            }
                        ),
                    },
                repeat: fault?.Kind == Fault.Twice,
                _ => { },
                cancellationToken
            );
        }

        World.Change(step =>
        {
            if (step.Find<PushMessage>(message.Key) is null)
            {
                return;
            }

            if (delivered)
            {
                step.Remove(message);
                return;
            }

            message.Attempts++;
            message.Kept = message.Attempts >= Tries;
            message.DueAt = step.Elapsed + (30 * message.Attempts);
            step.Touch(message);
        });
    }
}
