using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>Lets calls go out as fast as they come.</summary>
public sealed class AmpleShare : IRateShares
{
    public ValueTask<double> ReadAsync(string pace, CancellationToken cancellationToken) => ValueTask.FromResult(1000d);
}
