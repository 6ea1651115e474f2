using Azure.Messaging.ServiceBus;

namespace Dropship.FunctionsHost.ServiceBus;

/// <summary>The section <c>extensions.serviceBus</c> of host.json, with its names and defaults.</summary>
internal sealed class ServiceBusSettings
{
    public bool AutoCompleteMessages { get; set; } = true;

    public TimeSpan MaxAutoLockRenewalDuration { get; set; } = TimeSpan.FromMinutes(5);

    public int MaxConcurrentCalls { get; set; } = 16;

    public int MaxConcurrentSessions { get; set; } = 8;

    public int MaxConcurrentCallsPerSession { get; set; } = 1;

    public TimeSpan? SessionIdleTimeout { get; set; }

    public int PrefetchCount { get; set; }

    public ServiceBusRetryOptions ClientRetryOptions { get; set; } = new();
}
