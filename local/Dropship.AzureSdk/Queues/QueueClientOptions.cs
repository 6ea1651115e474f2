using Azure.Core;

namespace Azure.Storage.Queues;

/// <summary>How a queue client talks: the encoding of bodies, and what every Azure client can be told (retry, transport, diagnostics).</summary>
public class QueueClientOptions : ClientOptions
{
    public QueueClientOptions(ServiceVersion version = ServiceVersion.V2025_05_05)
    {
        if (version is not ServiceVersion.V2025_05_05)
        {
            throw new ArgumentOutOfRangeException(nameof(version));
        }

        Version = version;
    }

    public ServiceVersion Version { get; }

    public QueueMessageEncoding MessageEncoding { get; set; }

    public enum ServiceVersion
    {
        V2025_05_05 = 26,
    }
}
