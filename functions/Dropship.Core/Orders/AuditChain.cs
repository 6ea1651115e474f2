namespace Dropship.Core.Orders;

/// <summary>
/// Checks that a history is whole: each row follows the one before it, and the order itself keeps the number and the digest of the last, so
/// that nothing can be changed, dropped, slipped in, swapped or cut off unnoticed. Pure.
/// </summary>
public static class AuditChain
{
    /// <summary>The first row that is broken; null when the history is whole.</summary>
    /// <param name="eventCount">How many rows the order counts.</param>
    /// <param name="eventHash">The digest that the order keeps of its last row; empty when there is none.</param>
    /// <param name="history">The rows as they were found, in the order in which they lie.</param>
    public static ChainBreak? FindBreak(int eventCount, string eventHash, IReadOnlyList<OrderEvent> history)
    {
        var before = string.Empty;
        for (var index = 0; index < history.Count; index++)
        {
            var expected = index + 1;
            var row = history[index];
            if (expected > eventCount)
            {
                return Break(expected, ChainFault.RowBeyondEnd, $"the order counts {eventCount} rows, and there are {history.Count}");
            }

            if (row.Sequence > expected)
            {
                return Break(expected, ChainFault.RowMissing, $"the next row that is there has the number {row.Sequence}");
            }

            if (row.Sequence < expected)
            {
                return Break(expected, ChainFault.RowOutOfPlace, $"a row with the number {row.Sequence} stands here");
            }

            if (!row.IsIntact())
            {
                return Break(expected, ChainFault.RowChanged, "its fields do not fit its digest");
            }

            if (row.PreviousHash != before)
            {
                return Break(expected, ChainFault.RowUnlinked, "it does not carry the digest of the row before it");
            }

            before = row.Hash;
        }

        if (history.Count < eventCount)
        {
            return Break(history.Count + 1, ChainFault.RowMissing, $"the order counts {eventCount} rows, and there are {history.Count}");
        }

        return before == eventHash
            ? null
            : Break(history.Count, ChainFault.EndDiffers, "its digest is not the one that the order keeps of its last row");
    }

    private static ChainBreak Break(int sequence, ChainFault fault, string text) => new(sequence, fault, text);
}
