using Azure.Core;
using Azure.Core.Pipeline;

namespace Dropship.AzureSdk.Storage;

/// <summary>How requests prove whom they come from: the account's key, or a token of an identity.</summary>
internal abstract record StorageCredential
{
    private static readonly string[] s_scopes = ["https://storage.azure.com/.default"];

    /// <summary>The key, where there is one.</summary>
    public virtual SharedKey? Key => null;

    /// <summary>What the pipeline does on each try besides dating and signing.</summary>
    public virtual HttpPipelinePolicy[] Policies => [];

    internal sealed record Shared(SharedKey SharedKey) : StorageCredential
    {
        public override SharedKey Key => SharedKey;
    }

    internal sealed record Token(TokenCredential Credential) : StorageCredential
    {
        public override HttpPipelinePolicy[] Policies => [new BearerTokenAuthenticationPolicy(Credential, s_scopes)];
    }
}
