namespace Dropship.Core.Ports;

/// <summary>What a forwarder is told, or is to be told later.</summary>
public enum ForwarderNoteKind
{
    /// <summary>Parcels come.</summary>
    Announced,

    /// <summary>Goods are not to be sent on.</summary>
    Recalled,

    /// <summary>Nothing yet: the platform is still making a label for a parcel that comes.</summary>
    LabelAwaited,

    /// <summary>The platform's labels for parcels that come are there.</summary>
    Labelled,
}
