namespace Dropship.Core.Orders;

/// <summary>What speaks against a tracking number.</summary>
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

    /// <summary>It stands on another customer's parcel, too.</summary>
    UsedElsewhere,

    /// <summary>A carrier scanned it before the goods were paid: it is an old parcel's.</summary>
    OlderScan,

    /// <summary>Its trace ends in another city than the parcel.</summary>
    OtherCity,
}
