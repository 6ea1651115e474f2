namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>An event on its way from one instance to another; the id tells a second delivery from a second event.</summary>
internal sealed record OutgoingEvent(string MessageId, string InstanceId, string Name, string? Input);
