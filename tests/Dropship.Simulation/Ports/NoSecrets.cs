using Dropship.Core.Ports;

namespace Dropship.Simulation.Ports;

/// <summary>Nobody outside asks for credentials here, so that there are none.</summary>
internal sealed class NoSecrets : ISecretStore
{
    public Task<string?> GetAsync(string name, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public Task SetAsync(string name, string value, CancellationToken cancellationToken) => Task.CompletedTask;
}
