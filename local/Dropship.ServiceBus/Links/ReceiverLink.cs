using Dropship.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Dropship.ServiceBus.Links;

/// <summary>A link over which a client receives. What it gets goes through an outbox, so that nothing is sent under the queue's lock.</summary>
internal sealed class ReceiverLink : IReceiver
{
    private static readonly TimeSpan s_longestDrain = TimeSpan.FromSeconds(10);

    private readonly SendingAmqpLink _link;
    private readonly MessageQueue _queue;
    private readonly EmulatorLog _log;
    private readonly Queue<OutgoingMessage> _outbox = new();
    private Session? _session;
    private int _pending;
    private bool _isScheduled;
    private bool _isSending;
    private volatile bool _isClosed;
    private volatile bool _isDrained;
    private volatile bool _isLost;

    public ReceiverLink(SendingAmqpLink link, MessageQueue queue, EmulatorLog log)
    {
        _link = link;
        _queue = queue;
        _log = log;
        DeletesAtOnce = link.Settings.SettleType == SettleMode.SettleOnSend;
        link.RegisterCreditListener((more, drain, _) => OnCredit(more, drain));
        link.RegisterDispositionListener(OnDisposition);
        link.SafeAddClosed((_, _) => OnClosed());
    }

    public string LinkName => _link.Name;

    public object Connection => _link.Session.Connection;

    public bool IsClosed => _isClosed;

    public bool DeletesAtOnce { get; }

    public int Credit => _isClosed || _isLost || _isDrained ? 0 : (int)Math.Min(_link.LinkCredit, int.MaxValue) - Volatile.Read(ref _pending);

    /// <summary>Begins to receive from a queue without sessions.</summary>
    public void Begin() => _queue.Attach(this);

    /// <summary>Begins to receive a session.</summary>
    /// <param name="id">Its id; null for any.</param>
    /// <param name="timeout">How long to wait for any.</param>
    /// <exception cref="BrokerException">It is held by another, or none came up in time.</exception>
    /// <exception cref="OperationCanceledException">The link closed meanwhile.</exception>
    public async Task<Session> BeginSessionAsync(string? id, TimeSpan timeout) => _session = await _queue.AcceptSessionAsync(this, id, timeout);

    public void Reserve()
    {
        lock (_outbox)
        {
            _pending++;
        }
    }

    public void Deliver(OutgoingMessage delivery)
    {
        lock (_outbox)
        {
            _outbox.Enqueue(delivery);
            Monitor.PulseAll(_outbox);
            if (_isScheduled)
            {
                return;
            }

            _isScheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(link => link.Send(), this, preferLocal: false);
    }

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
        lock (_outbox)
        {
            _isScheduled = false;
            if (_isSending)
            {
                return;
            }

            _isSending = true;
        }

        while (Next() is { } delivery)
        {
            var isGone = _link.IsClosing() || (!DeletesAtOnce && _link.LinkCredit == 0);
            if (!isGone)
            {
                var message = AmqpMessage.CreateAmqpStreamMessage(new BufferListStream([Segment(delivery.Encode())]), payloadInitialized: true);
                var tag = delivery.Token == Guid.Empty ? Guid.NewGuid() : delivery.Token;
                _link.SendMessageNoWait(message, tag.ToByteArray(), AmqpConstants.NullBinary);
            }

            lock (_outbox)
            {
                _pending--;
                Monitor.PulseAll(_outbox);
            }

            if (isGone)
            {
                _queue.GiveBack(delivery.Token);
            }
        }

        // What waited here counted against the credit, and so the queue may have passed this link over.
        if (Credit > 0)
        {
            _queue.Serve(this, _session);
        }
    }

    private OutgoingMessage? Next()
    {
        lock (_outbox)
        {
            if (!_outbox.TryDequeue(out var delivery))
            {
                _isSending = false;
            }

            return delivery;
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

        _queue.Serve(this, _session);
        if (drain)
        {
            // With the return from here the library says that the credit is used up, so all that was handed out must be sent.
            _isDrained = true;
            for (var isLeft = true; isLeft;)
            {
                Send();
                lock (_outbox)
                {
                    isLeft = _pending > 0 && !_isClosed && (_outbox.Count > 0 || Monitor.Wait(_outbox, s_longestDrain));
                }
            }
        }
    }

    private void OnDisposition(Delivery delivery)
    {
        if (!DeletesAtOnce && delivery.DeliveryTag.Count == 16)
        {
            _ = SettleAsync(delivery);
        }
    }

    private async Task SettleAsync(Delivery delivery)
    {
        var isAnswered = !delivery.Settled;
        DeliveryState answer = AmqpConstants.AcceptedOutcome;
        try
        {
            await _queue.SettleAsync(new Guid(delivery.DeliveryTag), Outcomes.Read(delivery.State));
        }
        catch (BrokerException exception)
        {
            var error = _isLost && _session is not null ? BrokerException.SessionLockLost(_session.Id) : exception;
            answer = new Rejected { Error = error.Error };
        }
        catch (Exception exception)
        {
            _log.Error($"A message of '{_queue.Name}' could not be settled", exception);
            answer = new Rejected { Error = Error.FromException(exception) };
        }

        if (isAnswered && !_link.IsClosing())
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

    private void OnClosed()
    {
        _isClosed = true;
        lock (_outbox)
        {
            Monitor.PulseAll(_outbox);
        }

        _queue.Detach(this);
    }

    // The library waits for its own callbacks when it closes, and this may be one.
    private void CloseLost() => _ = Task.Run(() => _link.SafeClose(BrokerException.SessionLockLost(_session?.Id ?? string.Empty).ToAmqp()));

    private static ArraySegment<byte> Segment(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : new ArraySegment<byte>(bytes.ToArray());
}
