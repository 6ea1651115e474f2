using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>
/// A Storage queue with its trigger: at least once, in no order, several at a time. What fails five times goes to the poison queue, whose
/// trigger takes it in.
/// </summary>
internal sealed class SimulatedQueue(
    string name,
    Scheduler scheduler,
    Dice dice,
    Faults faults,
    Wire wire,
    Hosts hosts,
    Promises promises,
    Func<Host, string, long, Task> handle,
    Func<Host, string, Task> putAside
)
{
    private const int MaxDequeueCount = 5;

    // The host renews the lock of what it handles; what died with it is seen again when the lock runs out.
    private static readonly TimeSpan s_lock = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);

    /// <summary>How many messages with this text are in it, being handled, or in the poison queue.</summary>
    public int CountOf(string body) => _held.GetValueOrDefault(body);

    public string Name => name;

    public Task SendAsync(string body, TimeSpan? after) =>
        wire.StoreAsync(
            $"send {name}",
            body,
            () =>
            {
                promises.OnText($"a message of {name}", body);
                Put(body, after);
                if (faults.Strike(Fault.MessageDoubled))
                {
                    Put(body, after);
                }

                return true;
            }
        );

    private void Put(string body, TimeSpan? after)
    {
        _held[body] = CountOf(body) + 1;
        var message = new Message(body);
        scheduler.After((after ?? TimeSpan.Zero) + PollingTime(), null, () => Deliver(message, isExtra: false));
    }

    private TimeSpan PollingTime() =>
        faults.Strike(Fault.MessageLate)
            ? dice.Minutes(0.5, 40)
            : dice.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(dice.Chance(0.2) ? 10 : 1));

    private void Deliver(Message message, bool isExtra)
    {
        if (message.IsGone)
        {
            return;
        }

        if (!isExtra && ++message.Tries > MaxDequeueCount)
        {
            wire.Note(null, $"poison {name}", message.Body, string.Empty);
            PutAside(message);
            return;
        }

        hosts.Start(
            $"{name} {message.Body}",
            host => handle(host, message.Body, isExtra ? message.Tries + 1 : message.Tries),
            failure =>
            {
                if (failure is null && !faults.Strike(Fault.CrashAfter))
                {
                    Remove(message);
                }
                else if (!isExtra)
                {
                    scheduler.After(failure is null ? s_lock : s_afterFailure, null, () => Deliver(message, isExtra: false));
                }
            },
            isExtra ? null : () => scheduler.After(s_lock, null, () => Deliver(message, isExtra: false))
        );
        if (!isExtra && faults.Strike(Fault.LeaseLost))
        {
            scheduler.After(dice.Between(TimeSpan.Zero, TimeSpan.FromSeconds(5)), null, () => Deliver(message, isExtra: true));
        }
    }

    private void PutAside(Message message)
    {
        hosts.Start(
            $"poison {name} {message.Body}",
            host => putAside(host, message.Body),
            failure => Take(failure is null),
            () => Take(isDone: false)
        );

        void Take(bool isDone)
        {
            if (isDone)
            {
                Remove(message);
            }
            else
            {
                scheduler.After(s_afterFailure, null, () => PutAside(message));
            }
        }
    }

    private void Remove(Message message)
    {
        if (!message.IsGone)
        {
            message.IsGone = true;
            _held[message.Body] = CountOf(message.Body) - 1;
        }
    }

    private sealed class Message(string body)
    {
        public string Body => body;

        public int Tries { get; set; }

        public bool IsGone { get; set; }
    }
}
