using Dropship.Core.Ports;

namespace Dropship.Connectors.Http;

/// <summary>The pace of a process that is alone.</summary>
internal sealed class FullRate : IRateShares
{
    public ValueTask<double> ReadAsync(string pace, CancellationToken cancellationToken) => ValueTask.FromResult(1.0);
}
