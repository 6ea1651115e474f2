namespace Dropship.ServiceBus.Links;

/// <summary>Does what a client asks about a queue apart from plain sending and receiving.</summary>
internal sealed class ManagementDesk(MessageQueue queue)
{
    private const int LargestResponse = 1024 * 1024;

    /// <summary>Does it.</summary>
    /// <returns>The body of the answer; null when there is nothing to tell.</returns>
    /// <exception cref="BrokerException">It cannot be done.</exception>
    public async Task<AmqpMap?> ServeAsync(Request request)
    {
        switch (request.Operation)
        {
            case BrokerException.Prefix + "schedule-message":
                var messages = request.Values<AmqpMap>("messages").Select(map => (ArraySegment<byte>)map[new MapKey("message")]);
                return Map("sequence-numbers", await queue.SendAsync([.. messages.Select(MessageContent.Parse)]));
            case BrokerException.Prefix + "cancel-scheduled-message":
                await queue.CancelScheduledAsync(request.Values<long>("sequence-numbers"));
                return [];
            case BrokerException.Prefix + "peek-message":
                return Peek(request);
            case BrokerException.Prefix + "receive-by-sequence-number":
                return await ReceiveAsync(request);
            case BrokerException.Prefix + "update-disposition":
                await SettleAsync(request);
                return [];
            case BrokerException.Prefix + "renew-lock":
                var ends = request.Values<Guid>("lock-tokens").Select(queue.RenewLock);
                return Map("expirations", ends.Select(end => end.UtcDateTime).ToArray());
            case BrokerException.Prefix + "renew-session-lock":
                return Map("expiration", queue.RenewSession(Session(request)).UtcDateTime);
            case BrokerException.Prefix + "get-session-state":
                return Map("session-state", Session(request).State is { } state ? new ArraySegment<byte>(state) : default(object));
            case BrokerException.Prefix + "set-session-state":
                await queue.SetSessionStateAsync(Session(request), request.Optional<ArraySegment<byte>?>("session-state")?.ToArray());
                return [];
            case BrokerException.Prefix + "get-message-sessions":
                return ListSessions(request);
            default:
                throw BrokerException.NotImplemented($"The operation '{request.Operation}' is not served.");
        }
    }

    private static AmqpMap Map(string key, object? value) => new() { { new MapKey(key), value! } };

    private AmqpMap? Peek(Request request)
    {
        var size = 0;
        var session = request.Optional<string>("session-id");
        var messages = queue
            .Peek(request.Value<long>("from-sequence-number"), request.Value<int>("message-count"), session)
            .TakeWhile(delivery => (size += delivery.Bytes.Length) <= LargestResponse || size == delivery.Bytes.Length)
            .Select(delivery => Map("message", new ArraySegment<byte>(delivery.Bytes)))
            .ToList<object>();
        return messages.Count > 0 ? Map("messages", messages) : null;
    }

    private async Task<AmqpMap?> ReceiveAsync(Request request)
    {
        var session = request.Optional<string>("session-id") is null ? null : Session(request);
        var deletes = request.Value<uint>("receiver-settle-mode") == 0;
        var deliveries = await queue.ReceiveDeferredAsync(request.Values<long>("sequence-numbers"), session, deletes);
        return Map(
            "messages",
            deliveries
                .Select(delivery => new AmqpMap
                {
                    { new MapKey("message"), new ArraySegment<byte>(delivery.Bytes) },
                    { new MapKey("lock-token"), delivery.Token },
                })
                .ToList<object>()
        );
    }

    private async Task SettleAsync(Request request)
    {
        var changes = Changes(request);
        DeliveryState outcome = request.Value<string>("disposition-status") switch
        {
            "completed" => new Accepted(),
            "abandoned" => new Modified { MessageAnnotations = changes },
            "defered" => new Modified { MessageAnnotations = changes, UndeliverableHere = true },
            "suspended" => new Rejected { Error = new Error { Info = changes } },
            var other => throw BrokerException.InvalidArgument($"'{other}' is not a disposition."),
        };
        foreach (var token in request.Values<Guid>("lock-tokens"))
        {
            try
            {
                await queue.SettleAsync(token, outcome);
            }
            catch (BrokerException) when (request.Optional<string>("session-id") is { } session)
            {
                throw BrokerException.SessionLockLost(session);
            }
        }
    }

    /// <summary>The properties that a message gets with its settlement.</summary>
    private static Fields Changes(Request request)
    {
        var changes = new Fields();
        foreach (var (key, value) in request.Optional<AmqpMap>("properties-to-modify") ?? [])
        {
            changes[$"{key}"] = value;
        }

        if (request.Optional<string>("deadletter-reason") is { } reason)
        {
            changes["DeadLetterReason"] = reason;
        }

        if (request.Optional<string>("deadletter-description") is { } description)
        {
            changes["DeadLetterErrorDescription"] = description;
        }

        return changes;
    }

    private AmqpMap? ListSessions(Request request)
    {
        var time = request.Value<DateTime>("last-updated-time");
        DateTimeOffset? since = time.Year == DateTime.MaxValue.Year ? null : new DateTimeOffset(time, TimeSpan.Zero);
        var ids = queue.ListSessions(since, request.Value<int>("skip"), request.Value<int>("top"));
        return ids.Count > 0 ? Map("sessions-ids", ids.ToArray()) : null;
    }

    /// <summary>The session that is asked about, which the client must hold.</summary>
    private Session Session(Request request) =>
        queue.HeldSession(request.Value<string>("session-id"), request.Connection, request.Property("associated-link-name"));
}
