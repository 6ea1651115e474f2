using System.Diagnostics.CodeAnalysis;

namespace Dropship.Core;

/// <summary>What came of a call to the outside: a value, or the problem and what it allows next.</summary>
/// <typeparam name="T">The value of a call that succeeded.</typeparam>
public sealed class CallResult<T>
{
    private readonly T? _value;

    internal CallResult(CallOutcome outcome, T? value, CallProblem? problem)
    {
        Outcome = outcome;
        _value = value;
        Problem = problem;
    }

    public CallOutcome Outcome { get; }

    /// <summary>Why it did not succeed; null when it did.</summary>
    public CallProblem? Problem { get; }

    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsSuccess => Outcome == CallOutcome.Succeeded;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The call did not succeed.</exception>
    public T Value => IsSuccess ? _value! : throw new InvalidOperationException($"The call has no value: {Outcome}, {Problem}");

    /// <summary>The same problem for another type of value.</summary>
    /// <exception cref="InvalidOperationException">The call succeeded.</exception>
    public CallResult<TOther> As<TOther>() =>
        IsSuccess
            ? throw new InvalidOperationException("A call that succeeded has a value to be mapped.")
            : new CallResult<TOther>(Outcome, default, Problem);

    /// <summary>The same outcome with the value turned into another.</summary>
    public CallResult<TOther> Map<TOther>(Func<T, TOther> map) => IsSuccess ? CallResult.Success(map(Value)) : As<TOther>();

    public override string ToString() => IsSuccess ? "Succeeded" : $"{Outcome} ({Problem})";
}
