namespace Dropship.Core.Ports;

/// <summary>The platform's labels for parcels that come to a forwarder, which puts them on.</summary>
/// <param name="Reference">The key of the purchase order.</param>
/// <param name="OrderNumber">The number of the store order.</param>
/// <param name="Labels">The labels.</param>
public sealed record ForwarderLabels(string Reference, string OrderNumber, IReadOnlyList<ForwarderLabel> Labels);
