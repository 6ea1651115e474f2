namespace Dropship.Core.Fulfilment;

/// <summary>A step could not be done now and changed nothing by trying. The orchestration waits and takes it up again.</summary>
public sealed class OutsideUnavailableException(string step, CallProblem problem) : Exception($"{step}: {problem}")
{
    public CallProblem Problem { get; } = problem;
}
