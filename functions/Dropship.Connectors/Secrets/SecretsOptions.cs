namespace Dropship.Connectors.Secrets;

/// <summary>Where credentials are kept: one of the two.</summary>
public sealed class SecretsOptions
{
    /// <summary>The address of a Key Vault, such as <c>https://my-vault.vault.azure.net</c>.</summary>
    public Uri? KeyVault { get; set; }

    /// <summary>The client id of the managed identity that opens the vault; null for the system's own or a developer's login.</summary>
    public string? ManagedIdentityClientId { get; set; }

    /// <summary>A folder that only the owner can read.</summary>
    public string? Folder { get; set; }
}
