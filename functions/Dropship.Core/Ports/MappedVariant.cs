namespace Dropship.Core.Ports;

/// <summary>The variant of a store's product that a mapping stands for.</summary>
/// <param name="Id">The store's id of it.</param>
/// <param name="Title">Its title in the order that it was seen in first; null when a person named the id.</param>
public sealed record MappedVariant(string Id, string? Title);
