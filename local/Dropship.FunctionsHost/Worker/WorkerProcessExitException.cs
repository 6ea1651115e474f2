namespace Dropship.FunctionsHost.Worker;

/// <summary>The worker ended while it ran the function. The Durable extension knows it by its name: an orchestrator runs again.</summary>
public sealed class WorkerProcessExitException(string message) : Exception(message);
