using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Dropship.AzureSdk.Host.Triggers;

/// <summary>
/// One way in which functions are started (timers, queues, ...). Register one as a singleton of this type and the host asks
/// it for every function whose trigger it owns.
/// </summary>
internal interface ITriggerFamily
{
    /// <summary>Whether functions with this trigger are this family's.</summary>
    bool Owns(TriggerBindingAttribute trigger);

    /// <summary>Looks at a function before anything starts.</summary>
    /// <exception cref="InvalidOperationException">It can never run as it is written; the message says why. The host then does not start.</exception>
    void Check(FunctionDescriptor function);

    /// <summary>Makes what starts the functions given: the enabled ones of this family, maybe none. Called once.</summary>
    ITriggerListener Listen(IReadOnlyList<FunctionDescriptor> functions);

    /// <summary>The call that an operator asks for by hand through the admin API.</summary>
    /// <param name="function">A function of this family.</param>
    /// <param name="input">What the operator gave; null when nothing.</param>
    /// <exception cref="NotSupportedException">Such functions cannot be started by hand.</exception>
    FunctionInvocation ByHand(FunctionDescriptor function, string? input);
}
