namespace Azure.Storage.Queues.Models;

/// <summary>The error codes of the queue service; compare them with <see cref="RequestFailedException.ErrorCode"/>.</summary>
public readonly struct QueueErrorCode : IEquatable<QueueErrorCode>
{
    private readonly string? _value;

    public QueueErrorCode(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    public static QueueErrorCode MessageNotFound { get; } = new("MessageNotFound");

    public static QueueErrorCode PopReceiptMismatch { get; } = new("PopReceiptMismatch");

    public static QueueErrorCode QueueAlreadyExists { get; } = new("QueueAlreadyExists");

    public static QueueErrorCode QueueBeingDeleted { get; } = new("QueueBeingDeleted");

    public static QueueErrorCode QueueNotFound { get; } = new("QueueNotFound");

    public static QueueErrorCode RequestBodyTooLarge { get; } = new("RequestBodyTooLarge");

    public static implicit operator QueueErrorCode(string value) => new(value);

    public static bool operator ==(QueueErrorCode left, QueueErrorCode right) => left.Equals(right);

    public static bool operator !=(QueueErrorCode left, QueueErrorCode right) => !left.Equals(right);

    public static bool operator ==(QueueErrorCode code, string? value) => code.Equals((object?)value);

    public static bool operator !=(QueueErrorCode code, string? value) => !code.Equals((object?)value);

    public static bool operator ==(string? value, QueueErrorCode code) => code.Equals((object?)value);

    public static bool operator !=(string? value, QueueErrorCode code) => !code.Equals((object?)value);

    public bool Equals(QueueErrorCode other) => string.Equals(_value, other._value, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj switch
    {
        QueueErrorCode other => Equals(other),
        string text => string.Equals(_value, text, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_value ?? string.Empty);

    public override string ToString() => _value ?? string.Empty;
}
