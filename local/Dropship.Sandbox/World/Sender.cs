using System.Text;

namespace Dropship.Sandbox.World;

/// <summary>Carries the stand-ins' webhooks to the app, and tries again as the real senders do.</summary>
internal sealed class Sender(SandboxWorld world, HttpClient http) : Outbox<Delivery>(world, http)
{
    private const int Tries = 9;

    protected override IEnumerable<Delivery> Due(Step step) =>
        step.All<Delivery>().Where(delivery => delivery.DueAt <= step.Elapsed).OrderBy(delivery => delivery.DueAt);

    protected override async Task SendAsync(Delivery message, CancellationToken cancellationToken)
    {
        var standIn = StandIns.Find(message.Target)!;
        var (fault, signature) = World.Change(step => (step.TakeFault(message.Target, "webhook"), standIn.Sign(step, message).ToList()));
        var delivered = fault?.Kind == Fault.DropBeforeWork;
        if (!delivered)
        {
            await DelayAsync(fault, cancellationToken);
            delivered = await PostAsync(
                () =>
                {
                    var request = new HttpRequestMessage(HttpMethod.Post, message.Url)
                    {
                        Content = new StringContent(message.Body, Encoding.UTF8, message.ContentType),
                    };
                    foreach (var (name, value) in message.Headers.Concat(signature))
                    {
                        request.Headers.TryAddWithoutValidation(name, value);
                    }

                    return request;
                },
                repeat: fault?.Kind == Fault.Twice,
                World.Calls.AddWebhook,
                cancellationToken
            );
        }

        World.Change(step =>
        {
            if (step.Find<Delivery>(message.Key) is null)
            {
                return;
            }

            standIn.NoteDelivery(step, message, delivered);
            message.Attempts++;
            if (delivered || message.Attempts >= Tries)
            {
                step.Remove(message);
                return;
            }

            // Eight retries over about four hours.
            message.DueAt = step.Elapsed + (60 * Math.Pow(2, message.Attempts - 1));
            step.Touch(message);
        });
    }
}
