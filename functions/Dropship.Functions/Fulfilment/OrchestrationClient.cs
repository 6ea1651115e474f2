using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Fulfilment;

/// <summary>The durable client that the host hands to the running call of a function.</summary>
internal sealed class OrchestrationClient
{
    private readonly AsyncLocal<DurableTaskClient?> _current = new();

    /// <exception cref="InvalidOperationException">The function asks for no durable client.</exception>
    public DurableTaskClient Current
    {
        get =>
            _current.Value
            ?? throw new InvalidOperationException("The function has no [DurableClient] parameter, so it can reach no orchestration.");
        set => _current.Value = value;
    }
}
