using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Dropship.AzureSdk.Host.Queues;

/// <summary>host.json's <c>extensions.queues</c>.</summary>
internal sealed record QueueTriggerOptions
{
    private const int MostMessages = 32;

    /// <summary>How many messages are read at once, 1 to 32.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>How few may be in work before more are read.</summary>
    public int NewBatchThreshold { get; init; }

    /// <summary>How often a message is tried before it is put aside.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>How long a message that failed waits for its next try.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    public TimeSpan MaxPollingInterval { get; init; }

    /// <summary>
    /// How long a message in work stays hidden without being renewed. The official host's ten minutes cannot be changed there;
    /// here they can, so that a test need not wait so long for what a killed process held.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(10);

    public bool IsBase64 { get; init; } = true;

    /// <exception cref="InvalidOperationException">A value is out of range or cannot be read.</exception>
    public static QueueTriggerOptions Read(HostSettings settings, IHostEnvironment environment)
    {
        var section = settings.Extension("queues");
        var batchSize = Number(section, "batchSize") ?? 16;
        if (batchSize is < 1 or > MostMessages)
        {
            throw new InvalidOperationException($"host.json: extensions.queues.batchSize must be between 1 and {MostMessages}.");
        }

        return new QueueTriggerOptions
        {
            BatchSize = batchSize,
            NewBatchThreshold = Number(section, "newBatchThreshold") ?? Math.Max(1, batchSize / 2) * Environment.ProcessorCount,
            MaxDequeueCount = Number(section, "maxDequeueCount") ?? 5,
            VisibilityTimeout = Time(section, "visibilityTimeout") ?? TimeSpan.Zero,
            MaxPollingInterval = Time(section, "maxPollingInterval") ?? (environment.IsDevelopment() ? TimeSpan.FromSeconds(2) : TimeSpan.FromMinutes(1)),
            Lease = Time(section, "leaseDuration") ?? TimeSpan.FromMinutes(10),
            IsBase64 = section["messageEncoding"]?.ToLowerInvariant() switch
            {
                null or "base64" => true,
                "none" => false,
                var other => throw new InvalidOperationException($"host.json: extensions.queues.messageEncoding is 'base64' or 'none', not '{other}'."),
            },
        };
    }

    private static int? Number(IConfigurationSection section, string name) => section[name] is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new InvalidOperationException($"host.json: {section.Path.Replace(':', '.')}.{name} is not a number: '{text}'.");

    private static TimeSpan? Time(IConfigurationSection section, string name) => section[name] is not { } text ? null
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero ? time
        : throw new InvalidOperationException($"host.json: {section.Path.Replace(':', '.')}.{name} is not a time span: '{text}'.");
}
