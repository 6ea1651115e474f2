using System.Collections.Concurrent;

namespace Dropship.ServiceBus.Links;

/// <summary>
/// A link over which a client receives. What the queue calls under its lock does not wait: messages go through an outbox, so that
/// nothing is sent under that lock.
/// </summary>
internal sealed class ReceiverLink
{
    private static readonly TimeSpan s_longestDrain = TimeSpan.FromSeconds(10);

    private readonly SendingAmqpLink _link;
    private readonly MessageQueue _queue;
    private readonly ConcurrentQueue<OutgoingMessage> _outbox = new();
    private readonly Lock _sending = new();
    private int _pending;
    private int _isScheduled;
    private volatile bool _isDrained;
    private volatile bool _isLost;

    public ReceiverLink(SendingAmqpLink link, MessageQueue queue)
    {
        _link = link;
        _queue = queue;
        DeletesAtOnce = link.Settings.SettleType == SettleMode.SettleOnSend;
        link.RegisterCreditListener((more, drain, _) => OnCredit(more, drain));
        link.RegisterDispositionListener(delivery => _ = SettleAsync(delivery));
        link.SafeAddClosed((_, _) => queue.Detach(this));
    }

    public string LinkName => _link.Name;

    /// <summary>What tells its connection from others.</summary>
    public object Connection => _link.Session.Connection;

    public bool IsClosed => _link.IsClosing();

    /// <summary>Whether a message is gone once it is handed out, instead of locked.</summary>
    public bool DeletesAtOnce { get; }

    /// <summary>The session it receives; null when it receives none.</summary>
    public Session? Session { get; set; }

    /// <summary>How many more messages it takes now.</summary>
    public long Credit => IsClosed || _isLost || _isDrained ? 0 : _link.LinkCredit - (long)Volatile.Read(ref _pending);

    /// <summary>Counts a message that will be delivered.</summary>
    public void Reserve() => Interlocked.Increment(ref _pending);

    /// <summary>Sends a message that was counted, soon and in the order of calls.</summary>
    public void Deliver(OutgoingMessage delivery)
    {
        _outbox.Enqueue(delivery);
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(link => link.Send(), this, preferLocal: false);
        }
    }

    /// <summary>The lock of its session ran out.</summary>
    public void OnSessionLost()
    {
        _isLost = true;

        // A client that handles a message must get to know of the loss by its next call; a link that closes under it would leave it stuck.
        if (_link.LinkCredit > 0)
        {
            CloseLost();
        }
    }

    private void Send()
    {
        Interlocked.Exchange(ref _isScheduled, 0);
        lock (_sending)
        {
            while (_outbox.TryDequeue(out var delivery))
            {
                var isGone = IsClosed || (!DeletesAtOnce && _link.LinkCredit == 0);
                if (!isGone)
                {
                    var message = AmqpMessage.CreateAmqpStreamMessage(new BufferListStream([delivery.Bytes]), payloadInitialized: true);
                    var tag = delivery.Token == Guid.Empty ? Guid.NewGuid() : delivery.Token;
                    _link.SendMessageNoWait(message, tag.ToByteArray(), AmqpConstants.NullBinary);
                }

                Interlocked.Decrement(ref _pending);
                if (isGone)
                {
                    _queue.GiveBack(delivery.Token);
                }
            }
        }

        // What waited here counted against the credit, and so the queue may have passed this link over.
        if (Credit > 0)
        {
            _queue.Serve(Session);
        }
    }

    private void OnCredit(uint more, bool drain)
    {
        if (_isLost)
        {
            CloseLost();
            return;
        }

        if (more > 0)
        {
            _isDrained = false;
        }

        _queue.Serve(Session);
        if (drain)
        {
            // With the return from here the library says that the credit is used up, so all that was handed out must be sent.
            _isDrained = true;
            SpinWait.SpinUntil(IsSent, s_longestDrain);
        }
    }

    private bool IsSent()
    {
        Send();
        return Volatile.Read(ref _pending) == 0 || IsClosed;
    }

    private async Task SettleAsync(Delivery delivery)
    {
        var isAnswered = !delivery.Settled;
        DeliveryState answer = AmqpConstants.AcceptedOutcome;
        try
        {
            await _queue.SettleAsync(new Guid(delivery.DeliveryTag), delivery.State);
        }
        catch (Exception exception)
        {
            answer = new Rejected { Error = (_isLost ? SessionLost() : BrokerException.Of(exception)).Error };
        }

        if (isAnswered && !IsClosed)
        {
            try
            {
                delivery.Batchable = false;
                _link.DisposeDelivery(delivery, true, answer);
            }
            catch (AmqpException)
            {
                // The link closed; the client finds out by asking again.
            }
        }
    }

    // The library waits for its own callbacks when it closes, and this may be one.
    private void CloseLost() => _ = Task.Run(() => _link.SafeClose(SessionLost().ToAmqp()));

    private BrokerException SessionLost() => BrokerException.SessionLockLost(Session?.Id);
}
