namespace Dropship.Core.Ports;

/// <summary>A parcel that a supplier sends to a forwarder.</summary>
/// <param name="WaybillNumber">The supplier's waybill number.</param>
/// <param name="CarrierName">The supplier's name of the carrier.</param>
/// <param name="CarrierCode">The supplier's code of it; null when unknown.</param>
public sealed record AnnouncedParcel(string WaybillNumber, string CarrierName, string? CarrierCode);
