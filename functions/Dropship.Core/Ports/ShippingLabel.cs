namespace Dropship.Core.Ports;

/// <summary>The label of a package, as the platform makes it. It bears a customer's name and address: it is handed on, never kept or
/// logged.</summary>
/// <param name="ContentType">The media type, such as <c>application/pdf</c>.</param>
/// <param name="Content">The file.</param>
public sealed record ShippingLabel(string ContentType, ReadOnlyMemory<byte> Content);
