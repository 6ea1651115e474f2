namespace Dropship.Core.Ports;

/// <summary>Messages that the market could not deliver and kept.</summary>
public sealed record SupplierNotificationPage(IReadOnlyList<SupplierNotification> Messages);
