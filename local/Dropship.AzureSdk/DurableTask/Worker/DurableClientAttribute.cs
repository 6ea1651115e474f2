using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The parameter, a DurableTaskClient, that speaks to the task hub.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The hub; that of host.json when null.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The setting with the hub's storage connection; AzureWebJobsStorage when null.</summary>
    public string? ConnectionName { get; set; }
}
