namespace DurableTask.Core.Exceptions;

/// <summary>The orchestrator, played again over its history, did something else than it did then.</summary>
public class NonDeterministicOrchestrationException : InvalidOperationException
{
    public NonDeterministicOrchestrationException()
    {
    }

    public NonDeterministicOrchestrationException(string message)
        : base(message)
    {
    }

    public NonDeterministicOrchestrationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
