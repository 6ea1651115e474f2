namespace Dropship.ServiceBus;

/// <summary>What was asked for cannot be done. The client makes its own exception of the condition.</summary>
internal sealed class BrokerException : Exception
{
    public const string Prefix = "com.microsoft:";

    private BrokerException(string condition, int status, string message)
        : base(message)
    {
        Condition = condition;
        Status = status;
    }

    /// <summary>The AMQP error condition.</summary>
    public string Condition { get; }

    /// <summary>The status code of a management response.</summary>
    public int Status { get; }

    public Error Error => new() { Condition = Condition, Description = Message };

    /// <summary>The same, or what a client is told of a failure that nobody thought of.</summary>
    public static BrokerException Of(Exception exception) =>
        exception as BrokerException ?? new BrokerException("amqp:internal-error", 500, exception.Message);

    public static BrokerException Malformed(string message) => new("amqp:decode-error", 400, message);

    public static BrokerException EntityNotFound(string name) => new("amqp:not-found", 404, $"There is no queue '{name}' here.");

    public static BrokerException MessageNotFound(string message) => new(Prefix + "message-not-found", 404, message);

    public static BrokerException MessageLockLost() =>
        new(Prefix + "message-lock-lost", 410, "The lock of the message is not held any more, or the message was settled already.");

    public static BrokerException SessionLockLost(string? session) =>
        new(Prefix + "session-lock-lost", 410, $"The lock of the session '{session}' is not held any more.");

    public static BrokerException SessionCannotBeLocked(string session) =>
        new(Prefix + "session-cannot-be-locked", 410, $"The session '{session}' is held by another receiver.");

    public static BrokerException Timeout(string message) => new(Prefix + "timeout", 408, message);

    public static BrokerException NotAllowed(string message) => new("amqp:not-allowed", 400, message);

    public static BrokerException NotImplemented(string message) => new("amqp:not-implemented", 501, message);

    public static BrokerException InvalidArgument(string message) => new(Prefix + "argument-error", 400, message);

    public static BrokerException Unauthorized(string message) => new("amqp:unauthorized-access", 401, message);

    public AmqpException ToAmqp() => new(Error);
}
