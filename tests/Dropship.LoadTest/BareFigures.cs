namespace Dropship.LoadTest;

/// <summary>What orchestrations that do nothing come to, on the same host and the same engine.</summary>
/// <param name="Waits">How many waits each has; it has an activity more.</param>
/// <param name="PerMinute">How many came to their end a minute.</param>
/// <param name="Transactions">Storage transactions of the engine for each, when as many come a minute as orders did.</param>
/// <param name="HostMilliseconds">Processor time of the host for each.</param>
/// <param name="WorkerMilliseconds">Processor time of the worker for each.</param>
internal sealed record BareFigures(int Waits, double PerMinute, double Transactions, double HostMilliseconds, double WorkerMilliseconds);
