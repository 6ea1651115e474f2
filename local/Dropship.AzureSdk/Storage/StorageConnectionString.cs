using System.Globalization;

namespace Dropship.AzureSdk.Storage;

/// <summary>What a storage connection string says: the account, its key, and where its services listen.</summary>
internal sealed record StorageConnectionString(string AccountName, string AccountKey, Uri QueueEndpoint, Uri TableEndpoint)
{
    private const string DevelopmentAccount = "devstoreaccount1";

    // The documented key of the emulator's one account; it opens nothing but an emulator.
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Reads <c>Name=Value;...</c>; names ignore case, values may hold '='.</summary>
    /// <exception cref="FormatException">It is not a connection string of an account with a key. The text itself is never in the message: it holds the key.</exception>
    public static StorageConnectionString Parse(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        var settings = ReadSettings(connectionString);
        if (settings.TryGetValue("UseDevelopmentStorage", out var development))
        {
            if (!bool.TryParse(development, out var use) || !use)
            {
                throw new FormatException("The storage connection string's UseDevelopmentStorage can only be 'true'.");
            }

            var proxy = settings.TryGetValue("DevelopmentStorageProxyUri", out var text) ? new Uri(text) : new Uri("http://127.0.0.1");
            return new(
                DevelopmentAccount,
                DevelopmentKey,
                Endpoint("QueueEndpoint", string.Create(CultureInfo.InvariantCulture, $"{proxy.Scheme}://{proxy.Host}:10001/{DevelopmentAccount}")),
                Endpoint("TableEndpoint", string.Create(CultureInfo.InvariantCulture, $"{proxy.Scheme}://{proxy.Host}:10002/{DevelopmentAccount}")));
        }

        var account = Required(settings, "AccountName");
        var key = Required(settings, "AccountKey");
        if (!Convert.TryFromBase64String(key, new byte[key.Length], out _))
        {
            throw new FormatException("The storage connection string's AccountKey is not Base64.");
        }

        return new(account, key, Service(settings, account, "Queue"), Service(settings, account, "Table"));
    }

    /// <summary>The account that an endpoint belongs to: its first path segment on an emulator, its first host label in Azure.</summary>
    public static string AccountOf(Uri endpoint) => IsPathStyle(endpoint)
        ? endpoint.AbsolutePath.TrimStart('/').Split('/', 2)[0]
        : endpoint.Host.Split('.', 2)[0];

    /// <summary>Whether the account stands in the path (an emulator) and not in the host name (Azure).</summary>
    public static bool IsPathStyle(Uri endpoint) =>
        endpoint.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || !endpoint.Host.Contains('.', StringComparison.Ordinal);

    /// <summary>Never shows the key.</summary>
    public override string ToString() => $"storage account {AccountName}";

    private static Dictionary<string, string> ReadSettings(string connectionString)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new FormatException("The storage connection string has a part that is not of the form Name=Value.");
            }

            settings[part[..equals].Trim()] = part[(equals + 1)..].Trim();
        }

        return settings;
    }

    private static string Required(Dictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var value) && value.Length > 0
            ? value
            : throw new FormatException($"The storage connection string has no {name}.");

    private static Uri Service(Dictionary<string, string> settings, string account, string service)
    {
        if (settings.TryGetValue(service + "Endpoint", out var endpoint))
        {
            return Endpoint(service + "Endpoint", endpoint);
        }

        var protocol = settings.GetValueOrDefault("DefaultEndpointsProtocol", "https");
        var suffix = settings.GetValueOrDefault("EndpointSuffix", "core.windows.net");
        return Endpoint(service + "Endpoint", $"{protocol}://{account}.{service.ToLowerInvariant()}.{suffix}");
    }

    private static Uri Endpoint(string name, string value) =>
        Uri.TryCreate(value.TrimEnd('/'), UriKind.Absolute, out var uri)
            ? uri
            : throw new FormatException($"The storage connection string's {name} is not an absolute address.");
}
