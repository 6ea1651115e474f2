using System.Globalization;

namespace Azure.Data.Tables;

/// <summary>A transaction that the service refused as a whole; nothing of it was done.</summary>
public class TableTransactionFailedException : RequestFailedException
{
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(
            (requestFailedException ?? throw new ArgumentNullException(nameof(requestFailedException))).Status,
            requestFailedException.Message,
            requestFailedException.ErrorCode,
            requestFailedException.InnerException) =>
        FailedTransactionActionIndex = IndexIn(requestFailedException.Message);

    /// <summary>Which operation was at fault, from 0; null when the service did not say.</summary>
    public int? FailedTransactionActionIndex { get; }

    // The service puts "<index>:" before its text.
    private static int? IndexIn(string message)
    {
        var colon = message.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
    }
}
