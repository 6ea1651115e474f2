namespace Dropship.FunctionsHost.Worker;

/// <summary>The worker ended while it ran the function. The Durable extension knows this by the name: an orchestrator's turn runs again.</summary>
public sealed class WorkerProcessExitException(string message) : Exception(message);
