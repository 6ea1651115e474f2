namespace Dropship.Core.Orders;

/// <summary>What speaks against a tracking number before any carrier is asked.</summary>
public enum NumberDoubt
{
    /// <summary>The carrier that is named is not known here, and the number does not tell which one it is.</summary>
    UnknownCarrier,

    /// <summary>The number has the form of another carrier's.</summary>
    OtherCarrier,

    /// <summary>The check digit of a postal number is wrong: it was mistyped.</summary>
    CheckDigit,

    /// <summary>One sign again and again, which stands for no number.</summary>
    Filler,
}
