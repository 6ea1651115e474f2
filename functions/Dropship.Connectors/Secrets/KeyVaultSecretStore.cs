using Azure;
using Azure.Security.KeyVault.Secrets;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Secrets;

/// <summary>Secrets in a Key Vault.</summary>
internal sealed class KeyVaultSecretStore(SecretClient client) : ISecretStore
{
    private const int NotFound = 404;
    private const int Conflict = 409;

    public async Task<string?> GetAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var secret = await client.GetSecretAsync(name, version: null, cancellationToken: cancellationToken);
            return secret.Value.Value;
        }
        catch (RequestFailedException exception) when (exception.Status == NotFound)
        {
            return null;
        }
    }

    public async Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        try
        {
            await client.SetSecretAsync(name, value, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == Conflict)
        {
            // A deleted secret keeps its name for a while; it is taken back and given its new value.
            var recovery = await client.StartRecoverDeletedSecretAsync(name, cancellationToken);
            await recovery.WaitForCompletionAsync(cancellationToken);
            await client.SetSecretAsync(name, value, cancellationToken);
        }
    }
}
