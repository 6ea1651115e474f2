using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>A parcel as a tracking service is asked for it.</summary>
/// <param name="Number">The number.</param>
/// <param name="Carrier">Who is said to carry it; null has the service find out.</param>
/// <param name="PhoneEnd">The last four digits of the recipient's phone, which some carriers ask for; null when there are none.</param>
public sealed record CourierParcel(string Number, Carrier? Carrier, string? PhoneEnd);
