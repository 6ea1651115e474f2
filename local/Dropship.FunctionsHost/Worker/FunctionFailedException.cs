namespace Dropship.FunctionsHost.Worker;

/// <summary>What a function threw in the worker, in the form that the Durable extension reads its failure details from.</summary>
public sealed class FunctionFailedException(string message, string stack) : Exception($"Result: Failure\nException: {message}\nStack: {stack}");
