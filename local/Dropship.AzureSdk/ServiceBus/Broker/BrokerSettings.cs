using Dropship.AzureSdk.Storage;

namespace Dropship.AzureSdk.ServiceBus;

/// <summary>Which broker is meant: a namespace, the storage account that keeps it, and the file that declares its queues.</summary>
internal sealed record BrokerSettings(string Namespace, string StorageConnectionString, string TopologyFile)
{
    public const string TopologyFileName = "servicebus.config.json";
    public const string TopologyFileSetting = "ServiceBusTopologyFile";
    private const string StorageSetting = "AzureWebJobsStorage";
    private const string OwnStorageSetting = "ServiceBusStorage";

    /// <summary>What the process's environment says, for clients that an app makes by themselves.</summary>
    /// <inheritdoc cref="Read"/>
    public static BrokerSettings FromEnvironment(string connectionString) =>
        Read(connectionString, Environment.GetEnvironmentVariable, AppContext.BaseDirectory);

    /// <param name="connectionString">Of Service Bus: <c>Endpoint=sb://name;...;UseDevelopmentEmulator=true</c>.</param>
    /// <param name="setting">Gives a setting's value.</param>
    /// <param name="appFolder">Where the queues are declared when no setting names another file.</param>
    /// <exception cref="FormatException">It is no connection string of Service Bus.</exception>
    /// <exception cref="NotSupportedException">It names a namespace in Azure.</exception>
    /// <exception cref="InvalidOperationException">There is no storage account to keep the broker in.</exception>
    public static BrokerSettings Read(string connectionString, Func<string, string?> setting, string appFolder)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        var parts = connectionString
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(p => p.Split('=', 2))
            .Where(p => p.Length == 2)
            .ToDictionary(p => p[0].Trim(), p => p[1].Trim(), StringComparer.OrdinalIgnoreCase);
        if (!parts.TryGetValue("Endpoint", out var text) || !Uri.TryCreate(text, UriKind.Absolute, out var endpoint))
        {
            throw new FormatException("The connection string of Service Bus names no Endpoint.");
        }

        if (!parts.TryGetValue("UseDevelopmentEmulator", out var emulator) || !bool.TryParse(emulator, out var local) || !local)
        {
            throw InAzure(endpoint.Host);
        }

        var storage = setting(OwnStorageSetting) ?? setting(StorageSetting) ?? throw new InvalidOperationException($"The setting '{StorageSetting}' is missing: the broker is kept in that storage account.");
        var file = setting(TopologyFileSetting) is { Length: > 0 } named ? named : Path.Combine(appFolder, TopologyFileName);
        return new BrokerSettings(endpoint.Host, storage, Path.GetFullPath(file));
    }

    public static NotSupportedException InAzure(string name) => new(
        $"The namespace '{name}' is in Azure, which this build cannot reach. Build with -p:AzureSdk=Official, or use a connection string that ends in ';UseDevelopmentEmulator=true'.");

    /// <summary>What tells one broker from another.</summary>
    public (Uri Account, string Namespace) Key => (StorageConnectionStringOf().TableEndpoint, Namespace.ToLowerInvariant());

    /// <summary>The table that keeps the broker.</summary>
    public string TableName => string.Concat("ServiceBus", string.Concat(Namespace.Where(char.IsAsciiLetterOrDigit)));

    private StorageConnectionString StorageConnectionStringOf() => Storage.StorageConnectionString.Parse(StorageConnectionString);
}
