using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dropship.Sandbox.Alibaba1688;

namespace Dropship.Sandbox.World;

/// <summary>Carries webhooks and push messages to the app, and tries again as the real senders do.</summary>
internal sealed class Sender(SandboxWorld world, HttpClient http) : BackgroundService
{
    private const int WebhookTries = 9;
    private const int PushTries = 3;
    private const int AtOnce = 8;

    private static readonly TimeSpan s_pulse = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pulse, world.Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var due = world.Change(Due);
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, async (item, token) =>
            {
                if (item is Delivery delivery)
                {
                    await SendWebhookAsync(delivery, token);
                }
                else
                {
                    await SendPushAsync((PushMessage)item, token);
                }
            });
        }
    }

    private static List<Entity> Due(Step step)
    {
        var now = step.Elapsed;
        return
        [
            .. step.All<Delivery>().Where(d => d.DueAt <= now).OrderBy(d => d.DueAt),
            .. step.All<PushMessage>().Where(m => !m.Kept && m.DueAt <= now).OrderBy(m => m.DueAt).ThenBy(m => m.Id),
        ];
    }

    private async Task SendWebhookAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var standIn = StandIns.Find(delivery.Target)!;
        var (fault, signature) = world.Change(step => (step.TakeFault(delivery.Target, "webhook"), standIn.Sign(step, delivery).ToList()));
        var delivered = fault?.Kind == Fault.DropBeforeWork;
        if (!delivered)
        {
            await DelayAsync(fault, cancellationToken);
            delivered = await PostAsync(
                () =>
                {
                    var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json") };
                    foreach (var (name, value) in delivery.Headers.Concat(signature))
                    {
                        request.Headers.TryAddWithoutValidation(name, value);
                    }

                    return request;
                },
                repeat: fault?.Kind == Fault.Twice,
                world.Calls.AddWebhook,
                cancellationToken);
        }

        world.Change(step =>
        {
            if (step.Find<Delivery>(delivery.Key) is null)
            {
                return;
            }

            standIn.NoteDelivery(step, delivery, delivered);
            delivery.Attempts++;
            if (delivered || delivery.Attempts >= WebhookTries)
            {
                step.Remove(delivery);
                return;
            }

            // Eight retries over about four hours.
            delivery.DueAt = step.Elapsed + (60 * Math.Pow(2, delivery.Attempts - 1));
            step.Touch(delivery);
        });
    }

    private async Task SendPushAsync(PushMessage message, CancellationToken cancellationToken)
    {
        var (fault, settings) = world.Change(step => (step.TakeFault("1688", "push"), step.Settings));
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
                () => new HttpRequestMessage(HttpMethod.Post, url)
                {
                    Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["message"] = text,
                        ["_aop_signature"] = MarketText.Sign(settings.AppSecret, string.Empty, [new("message", text)]),
                    }),
                },
                repeat: fault?.Kind == Fault.Twice,
                _ => { },
                cancellationToken);
        }

        world.Change(step =>
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
            message.Kept = message.Attempts >= PushTries;
            message.DueAt = step.Elapsed + (30 * message.Attempts);
            step.Touch(message);
        });
    }

    private async Task DelayAsync(Fault? fault, CancellationToken cancellationToken)
    {
        if (fault?.Kind == Fault.Delay)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs), world.Time, cancellationToken);
        }
    }

    private async Task<bool> PostAsync(Func<HttpRequestMessage> make, bool repeat, Action<TimeSpan> answered, CancellationToken cancellationToken)
    {
        var delivered = false;
        for (var time = 0; time < (repeat ? 2 : 1); time++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_timeout);
            try
            {
                using var request = make();
                var begin = world.Time.GetTimestamp();
                using var response = await http.SendAsync(request, limit.Token);
                answered(world.Time.GetElapsedTime(begin));
                delivered = response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                delivered = false;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                delivered = false;
            }
        }

        return delivered;
    }
}
