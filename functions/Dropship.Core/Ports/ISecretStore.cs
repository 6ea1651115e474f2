namespace Dropship.Core.Ports;

/// <summary>Keeps credentials. Values are JSON texts of the connector that uses them.</summary>
public interface ISecretStore
{
    /// <summary>The secret; null when there is none.</summary>
    Task<string?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes or replaces a secret; when it returns, the secret survives a crash.</summary>
    Task SetAsync(string name, string value, CancellationToken cancellationToken);
}
