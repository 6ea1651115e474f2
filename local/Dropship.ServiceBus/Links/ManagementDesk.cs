using Dropship.ServiceBus.Queues;
using Dropship.ServiceBus.Wire;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Dropship.ServiceBus.Links;

/// <summary>Does what a client asks about a queue apart from plain sending and receiving.</summary>
internal sealed class ManagementDesk(MessageQueue queue, EmulatorLog log)
{
    private const int Ok = 200;
    private const int NoContent = 204;
    private const int LargestResponse = 1024 * 1024;

    private delegate Task<AmqpMap?> Operation(Request request);

    public async Task<AmqpMessage> AnswerAsync(Request request)
    {
        AmqpMap? body = null;
        string? condition = null;
        var (status, description) = (Ok, "OK");
        try
        {
            body = await Find(request.Operation)(request);
            status = body is null ? NoContent : Ok;
        }
        catch (BrokerException exception)
        {
            (status, description, condition) = (exception.Status, exception.Message, exception.Condition);
        }
        catch (Exception exception)
        {
            log.Error($"The operation '{request.Operation}' of '{queue.Name}' failed", exception);
            (status, description, condition) = (500, exception.Message, AmqpErrorCode.InternalError.Value);
        }

        var message = AmqpMessage.Create(new AmqpValue { Value = body ?? [] });
        var properties = message.ApplicationProperties.Map;
        properties["statusCode"] = status;
        properties["statusDescription"] = description;
        if (condition is not null)
        {
            properties["errorCondition"] = new AmqpSymbol(condition);
        }

        if (request.Property<string>(BrokerException.Prefix + "tracking-id") is { } tracking)
        {
            properties[BrokerException.Prefix + "tracking-id"] = tracking;
        }

        return message;
    }

    private static AmqpMap Map(string key, object? value) => new() { { new MapKey(key), value! } };

    private static ArraySegment<byte> Encode(OutgoingMessage delivery) => new(delivery.Encode().ToArray());

    private Operation Find(string name) => name.StartsWith(BrokerException.Prefix, StringComparison.Ordinal)
        ? name[BrokerException.Prefix.Length..] switch
        {
            "schedule-message" => ScheduleAsync,
            "cancel-scheduled-message" => CancelAsync,
            "peek-message" => PeekAsync,
            "receive-by-sequence-number" => ReceiveAsync,
            "update-disposition" => SettleAsync,
            "renew-lock" => RenewAsync,
            "renew-session-lock" => RenewSessionAsync,
            "get-session-state" => GetStateAsync,
            "set-session-state" => SetStateAsync,
            "get-message-sessions" => ListSessionsAsync,
            _ => throw BrokerException.NotImplemented($"The operation '{name}' is not served."),
        }
        : throw BrokerException.NotImplemented($"The operation '{name}' is not served.");

    private async Task<AmqpMap?> ScheduleAsync(Request request)
    {
        var contents = request.Values<AmqpMap>("messages").Select(map => map.TryGetValue<ArraySegment<byte>>(new MapKey("message"), out var bytes)
            ? MessageContent.Parse(bytes)
            : throw BrokerException.InvalidArgument("A message has no bytes."));
        return Map("sequence-numbers", await queue.SendAsync([.. contents]));
    }

    private async Task<AmqpMap?> CancelAsync(Request request)
    {
        await queue.CancelScheduledAsync(request.Values<long>("sequence-numbers"));
        return [];
    }

    private Task<AmqpMap?> PeekAsync(Request request)
    {
        var size = 0;
        var messages = queue.Peek(request.Value<long>("from-sequence-number"), request.Value<int>("message-count"), request.Optional<string>("session-id"))
            .Select(Encode)
            .TakeWhile(bytes => (size += bytes.Count) <= LargestResponse || size == bytes.Count)
            .Select(bytes => Map("message", bytes))
            .ToList<object>();
        return Task.FromResult(messages.Count > 0 ? Map("messages", messages) : null);
    }

    private async Task<AmqpMap?> ReceiveAsync(Request request)
    {
        var session = request.Optional<string>("session-id") is { } id ? Held(request, id) : null;
        var deliveries = await queue.ReceiveDeferredAsync(request.Values<long>("sequence-numbers"), session, request.Value<uint>("receiver-settle-mode") == 0);
        return Map("messages", deliveries.Select(delivery => new AmqpMap
        {
            { new MapKey("message"), Encode(delivery) },
            { new MapKey("lock-token"), delivery.Token },
        }).ToList<object>());
    }

    private async Task<AmqpMap?> SettleAsync(Request request)
    {
        var changes = Outcomes.Entries(request.Optional<AmqpMap>("properties-to-modify"));
        var settlement = request.Value<string>("disposition-status") switch
        {
            "completed" => Settlement.Of(SettlementKind.Complete),
            "abandoned" => new Settlement(SettlementKind.Abandon, changes),
            "defered" => new Settlement(SettlementKind.Defer, changes),
            "suspended" => new Settlement(SettlementKind.DeadLetter, [.. changes, .. Reason(request)]),
            var other => throw BrokerException.InvalidArgument($"'{other}' is not a disposition."),
        };
        foreach (var token in request.Values<Guid>("lock-tokens"))
        {
            try
            {
                await queue.SettleAsync(token, settlement);
            }
            catch (BrokerException) when (request.Optional<string>("session-id") is { } session)
            {
                throw BrokerException.SessionLockLost(session);
            }
        }

        return [];
    }

    private static IEnumerable<EncodedEntry> Reason(Request request) =>
        from pair in ((string Name, string Property)[])[("reason", Settlement.ReasonProperty), ("description", Settlement.DescriptionProperty)]
        let text = request.Optional<string>($"deadletter-{pair.Name}")
        where text is not null
        select new EncodedEntry(pair.Property, AmqpWriter.Encode(text));

    private Task<AmqpMap?> RenewAsync(Request request) =>
        Task.FromResult<AmqpMap?>(Map("expirations", request.Values<Guid>("lock-tokens").Select(token => queue.RenewLock(token).UtcDateTime).ToArray()));

    private Task<AmqpMap?> RenewSessionAsync(Request request) =>
        Task.FromResult<AmqpMap?>(Map("expiration", queue.RenewSession(Held(request)).UtcDateTime));

    private Task<AmqpMap?> GetStateAsync(Request request) =>
        Task.FromResult<AmqpMap?>(Map("session-state", queue.GetSessionState(Held(request)) is { } state ? new ArraySegment<byte>(state) : default(object)));

    private async Task<AmqpMap?> SetStateAsync(Request request)
    {
        var session = Held(request);
        await queue.SetSessionStateAsync(session, request.TryBinary("session-state")?.ToArray());
        return [];
    }

    private Task<AmqpMap?> ListSessionsAsync(Request request)
    {
        var time = request.Value<DateTime>("last-updated-time");
        DateTimeOffset? since = time.Year == DateTime.MaxValue.Year ? null : new DateTimeOffset(time, TimeSpan.Zero);
        var ids = queue.ListSessions(since, request.Value<int>("skip"), request.Value<int>("top"));
        return Task.FromResult(ids.Count > 0 ? Map("sessions-ids", ids.ToArray()) : null);
    }

    private Session Held(Request request) => Held(request, request.Value<string>("session-id"));

    private Session Held(Request request, string id) => queue.HeldSession(id, request.Connection, request.Property<string>("associated-link-name"));
}
