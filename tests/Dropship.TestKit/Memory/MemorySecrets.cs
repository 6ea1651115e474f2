using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

public sealed class MemorySecrets : ISecretStore
{
    public Dictionary<string, string> Values { get; } = [];

    public Task<string?> GetAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Values.GetValueOrDefault(name));

    public Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        Values[name] = value;
        return Task.CompletedTask;
    }
}
