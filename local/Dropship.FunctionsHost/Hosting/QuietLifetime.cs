namespace Dropship.FunctionsHost.Hosting;

/// <summary>Leaves signals to <see cref="HostRun"/>, which ends the parts of the host in their order.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
