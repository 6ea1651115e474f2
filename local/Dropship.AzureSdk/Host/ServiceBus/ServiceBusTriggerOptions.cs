using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Dropship.AzureSdk.Host.ServiceBus;

/// <summary>host.json's <c>extensions.serviceBus</c>.</summary>
internal sealed record ServiceBusTriggerOptions
{
    public bool AutoCompleteMessages { get; init; } = true;

    /// <summary>How long the lock of one message in work is renewed.</summary>
    public TimeSpan MaxAutoLockRenewalDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many messages of a queue without sessions are in work at once.</summary>
    public int MaxConcurrentCalls { get; init; }

    /// <summary>How many sessions of a queue are in work at once, each with one message.</summary>
    public int MaxConcurrentSessions { get; init; }

    /// <summary>How long a session without messages is kept.</summary>
    public TimeSpan SessionIdleTimeout { get; init; }

    /// <exception cref="InvalidOperationException">A value is out of range or cannot be read.</exception>
    public static ServiceBusTriggerOptions Read(HostSettings settings)
    {
        var section = settings.Extension("serviceBus");
        return new ServiceBusTriggerOptions
        {
            AutoCompleteMessages = Value(section, "autoCompleteMessages", true, bool.TryParse),
            MaxAutoLockRenewalDuration = Value(section, "maxAutoLockRenewalDuration", TimeSpan.FromMinutes(5), TryParse),
            MaxConcurrentCalls = Value(section, "maxConcurrentCalls", 16 * Environment.ProcessorCount, TryParseCount),
            MaxConcurrentSessions = Value(section, "maxConcurrentSessions", 8, TryParseCount),
            SessionIdleTimeout = Value(section, "sessionIdleTimeout", TimeSpan.FromMinutes(1), TryParse),
        };
    }

    private delegate bool Parser<T>(string text, out T value);

    private static bool TryParse(string text, out TimeSpan value) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && value >= TimeSpan.Zero;

    private static bool TryParseCount(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0;

    private static T Value<T>(IConfigurationSection section, string name, T standard, Parser<T> parse) => section[name] is not { Length: > 0 } text ? standard
        : parse(text, out var value) ? value
        : throw new InvalidOperationException($"host.json: {section.Path.Replace(':', '.')}.{name} cannot be '{text}'.");
}
