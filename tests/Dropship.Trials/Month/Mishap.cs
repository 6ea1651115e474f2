namespace Dropship.Trials.Month;

/// <summary>What goes wrong with an order after it is paid at 1688.</summary>
internal enum Mishap
{
    None,

    /// <summary>The supplier gives a number and no carrier scans the parcel, until long after.</summary>
    ScannedLate,

    /// <summary>The supplier gives a number and no carrier ever scans a parcel.</summary>
    NeverScanned,

    /// <summary>The supplier ships days after the payment.</summary>
    ShippedLate,

    /// <summary>The supplier names another carrier than the one whose number it is, and puts it right a day later.</summary>
    WrongCarrier,

    /// <summary>The supplier replaces the number before the carrier's first scan.</summary>
    NumberReplaced,

    /// <summary>The carrier loses the parcel on its way.</summary>
    Lost,

    /// <summary>The forwarder receives the goods and never names a number.</summary>
    ForwarderSilent,
}
