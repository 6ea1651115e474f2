namespace Dropship.AzureSdk.Host.Triggers;

/// <summary>How a call ended.</summary>
/// <param name="ReturnValue">What the function returned, awaited; null when it failed or returned nothing.</param>
/// <param name="Exception">Why it failed; null when it succeeded.</param>
/// <param name="IsCancelled">Whether it ended because the host stops or its caller went away, which is no fault of the function.</param>
internal readonly record struct InvocationOutcome(object? ReturnValue, Exception? Exception, bool IsCancelled)
{
    public bool Succeeded => Exception is null;
}
