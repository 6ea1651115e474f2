namespace Dropship.Core.Ports;

/// <summary>One label.</summary>
/// <param name="Parcel">The parcel that it is for.</param>
/// <param name="PlatformNumber">The number on the label; null where it is not known.</param>
/// <param name="Address">Where the file is read for some days. It bears the customer's address: whoever has the link can read it.</param>
public sealed record ForwarderLabel(AnnouncedParcel Parcel, string? PlatformNumber, Uri Address);
