namespace Dropship.Core.Orders;

/// <summary>Why an approval round is void.</summary>
public enum VoidCause
{
    /// <summary>The amount on 1688 changed.</summary>
    Amount,

    /// <summary>The freight on 1688 changed.</summary>
    Freight,

    /// <summary>The goods of the 1688 order changed.</summary>
    Goods,

    /// <summary>The purchase order is cancelled or the goods are no longer wanted.</summary>
    NotWanted,

    /// <summary>The purchase order is in another state, such as paid.</summary>
    Ended,
}
