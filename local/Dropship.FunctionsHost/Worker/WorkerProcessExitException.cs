namespace Dropship.FunctionsHost.Worker;

/// <summary>
/// The worker ended while it ran the function. The Durable extension knows this failure by the name of the type: it lets the turn of an
/// orchestrator run again.
/// </summary>
public sealed class WorkerProcessExitException(string message) : Exception(message);
