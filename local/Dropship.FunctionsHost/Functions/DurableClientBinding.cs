namespace Dropship.FunctionsHost.Functions;

/// <summary>A durable client that a function asks for.</summary>
/// <param name="Parameter">The parameter that gets it.</param>
/// <param name="TaskHub">A task hub other than host.json's; null for that one.</param>
/// <param name="Connection">A connection other than host.json's; null for that one.</param>
internal sealed record DurableClientBinding(string Parameter, string? TaskHub, string? Connection);
