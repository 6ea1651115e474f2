using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>
/// The Service Bus queue of purchase orders: sessions, one message of a session at a time, repeats of a message id dropped for ten minutes,
/// ten deliveries and then the dead-letter queue, whose trigger takes them in.
/// </summary>
internal sealed class SimulatedBus(
    Scheduler scheduler,
    Dice dice,
    Faults faults,
    Wire wire,
    Hosts hosts,
    Promises promises,
    Func<Host, string, Task> handle,
    Func<Host, string, string, Task> putAside
)
{
    private const int MaxDeliveryCount = 10;
    private static readonly TimeSpan s_lock = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_duplicateWindow = TimeSpan.FromMinutes(10);

    private readonly SortedDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _ids = new(StringComparer.Ordinal);

    public Task SendAsync(string body, string messageId, string sessionId, DateTimeOffset? notBefore) =>
        wire.StoreAsync(
            "send purchase order",
            body,
            () =>
            {
                promises.OnText("a message of purchase-orders", body);
                if (_ids.TryGetValue(messageId, out var known) && scheduler.Now - known < s_duplicateWindow)
                {
                    wire.Note(null, "dropped as repeat", body, messageId);
                    return false;
                }

                _ids[messageId] = scheduler.Now;
                if (!_sessions.TryGetValue(sessionId, out var session))
                {
                    _sessions[sessionId] = session = new Session(sessionId);
                }

                var wait =
                    dice.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1))
                    + (faults.Strike(Fault.MessageLate) ? dice.Minutes(0.5, 20) : TimeSpan.Zero);
                scheduler.At(
                    (notBefore is { } later && later > scheduler.Now ? later : scheduler.Now) + wait,
                    null,
                    () =>
                    {
                        session.Ready.Add(new Message(body));
                        Pump(session);
                    }
                );
                return true;
            }
        );

    private void Pump(Session session)
    {
        if (session.IsBusy || session.Ready.Count == 0)
        {
            return;
        }

        var message = session.Ready[0];
        session.Ready.RemoveAt(0);
        if (++message.Deliveries > MaxDeliveryCount)
        {
            wire.Note(null, "dead letter", message.Body, string.Empty);
            PutAside(session, message.Body);
            Pump(session);
            return;
        }

        var hold = ++session.Hold;
        session.IsBusy = true;
        hosts.Start(
            $"place {message.Body}",
            host => handle(host, message.Body),
            failure =>
            {
                var holds = session.IsBusy && session.Hold == hold;
                if (failure is not null || !holds)
                {
                    // Without the lock nothing can be settled: the bus gives the message out again.
                    if (holds)
                    {
                        session.IsBusy = false;
                        Return(session, message);
                    }

                    return;
                }

                session.IsBusy = false;
                if (faults.Strike(Fault.CrashAfter))
                {
                    scheduler.After(s_lock, null, () => Return(session, message));
                }

                Pump(session);
            },
            () => Free(session, hold, message, s_lock)
        );
        if (faults.Strike(Fault.LeaseLost))
        {
            Free(session, hold, message, dice.Between(TimeSpan.Zero, TimeSpan.FromSeconds(5)));
        }
    }

    private void Free(Session session, int hold, Message message, TimeSpan after) =>
        scheduler.After(
            after,
            null,
            () =>
            {
                if (session.IsBusy && session.Hold == hold)
                {
                    session.IsBusy = false;
                    Return(session, message);
                }
            }
        );

    private void PutAside(Session session, string body)
    {
        hosts.Start($"dead {body}", host => putAside(host, body, session.Id), failure => Take(failure is null), () => Take(isDone: false));

        void Take(bool isDone)
        {
            if (!isDone)
            {
                scheduler.After(s_lock, null, () => PutAside(session, body));
            }
        }
    }

    private void Return(Session session, Message message)
    {
        session.Ready.Insert(0, message);
        scheduler.After(dice.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(2)), null, () => Pump(session));
    }

    private sealed class Session(string id)
    {
        public string Id => id;

        public List<Message> Ready { get; } = [];

        public bool IsBusy { get; set; }

        public int Hold { get; set; }
    }

    private sealed class Message(string body)
    {
        public string Body => body;

        public int Deliveries { get; set; }
    }
}
