using System.Collections.Concurrent;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace Dropship.AzureSdk.Host;

/// <summary>What a connection's name stands for: a connection string, or addresses and an identity.</summary>
internal sealed class HostConnections(IConfiguration configuration)
{
    /// <summary>The connection of the host itself, and of every trigger that names none.</summary>
    public const string Storage = "AzureWebJobsStorage";

    private readonly ConcurrentDictionary<string, TableServiceClient> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, QueueServiceClient> _queues = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The tables of a storage connection.</summary>
    /// <param name="name">The connection; the host's own when null or empty.</param>
    /// <exception cref="InvalidOperationException">There is no such connection.</exception>
    public TableServiceClient Tables(string? name = null) => _tables.GetOrAdd(NameOf(name), key => Section(key) switch
    {
        { Value: { Length: > 0 } text } => new TableServiceClient(text),
        var section => new TableServiceClient(Address(section, "table"), Credential(section)),
    });

    /// <summary>The queues of a storage connection; bodies are given as they travel.</summary>
    /// <inheritdoc cref="Tables"/>
    public QueueServiceClient Queues(string? name = null) => _queues.GetOrAdd(NameOf(name), key => Section(key) switch
    {
        { Value: { Length: > 0 } text } => new QueueServiceClient(text),
        var section => new QueueServiceClient(Address(section, "queue"), Credential(section)),
    });

    /// <summary>The setting that a connection's name stands for: AzureWebJobs&lt;name&gt; before &lt;name&gt;, connection strings before others.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public IConfigurationSection Section(string name)
    {
        foreach (var key in (string[])[$"ConnectionStrings:AzureWebJobs{name}", $"AzureWebJobs{name}", $"ConnectionStrings:{name}", name])
        {
            var section = configuration.GetSection(key);
            if (section.Exists())
            {
                return section;
            }
        }

        throw new InvalidOperationException($"There is no connection '{name}'. Set '{name}' to a connection string, or '{name}__accountName' (or the services' addresses) to use an identity.");
    }

    private static string NameOf(string? name) => string.IsNullOrEmpty(name) ? Storage : name;

    private static Uri Address(IConfigurationSection section, string service) =>
        section[$"{service}ServiceUri"] is { } address ? new Uri(address)
        : section["serviceUri"] is { } older ? new Uri(older)
        : section["accountName"] is { } account ? new Uri($"https://{account}.{service}.core.windows.net")
        : throw new InvalidOperationException($"The connection '{section.Key}' names neither '{service}ServiceUri' nor 'accountName'.");

    private static TokenCredential Credential(IConfigurationSection section)
    {
        var client = section["clientId"];
        if (string.Equals(section["credential"], "managedidentity", StringComparison.OrdinalIgnoreCase))
        {
            return new ManagedIdentityCredential(
                client is not null ? ManagedIdentityId.FromUserAssignedClientId(client)
                : section["managedIdentityResourceId"] is { } resource ? ManagedIdentityId.FromUserAssignedResourceId(new ResourceIdentifier(resource))
                : ManagedIdentityId.SystemAssigned);
        }

        return section["tenantId"] is { } tenant && client is not null && section["clientSecret"] is { } secret
            ? new ClientSecretCredential(tenant, client, secret)
            : new DefaultAzureCredential();
    }
}
