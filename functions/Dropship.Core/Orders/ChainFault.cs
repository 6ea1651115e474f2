namespace Dropship.Core.Orders;

/// <summary>What is wrong with an order's history.</summary>
public enum ChainFault
{
    /// <summary>The row that should stand here is not there.</summary>
    RowMissing,

    /// <summary>The row stands here and should not: its number is not the next one.</summary>
    RowOutOfPlace,

    /// <summary>The row's fields do not fit its own digest.</summary>
    RowChanged,

    /// <summary>The row does not carry the digest of the row before it.</summary>
    RowUnlinked,

    /// <summary>The history has rows after the last one that the order counts.</summary>
    RowBeyondEnd,

    /// <summary>The last row's digest is not the one that the order keeps.</summary>
    EndDiffers,

    /// <summary>A row cannot be read at all.</summary>
    RowUnreadable,

    /// <summary>There is a history and no order.</summary>
    OrderMissing,
}
