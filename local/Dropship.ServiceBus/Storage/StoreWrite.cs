namespace Dropship.ServiceBus.Storage;

/// <summary>One change of what is kept. It holds no live object, so that it means the same whenever it is written.</summary>
/// <param name="Sql">A statement.</param>
/// <param name="Values">What stands in it for $0, $1 and so on.</param>
internal sealed record StoreWrite(string Sql, params object?[] Values);
