namespace Dropship.Functions.Operations;

/// <summary>A row of a table of shipments.</summary>
/// <param name="Line">Its line in the table, from 1 on.</param>
/// <param name="Account">The store account.</param>
/// <param name="Order">The order's id or number.</param>
/// <param name="Shipment">What it says.</param>
/// <param name="Problems">What cannot be read of it.</param>
internal sealed record ShipmentRow(int Line, string Account, string Order, ShipmentInput Shipment, IReadOnlyList<string> Problems);
