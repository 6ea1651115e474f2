namespace Dropship.AzureSdk.Host.Triggers;

/// <summary>Starts functions from when it is started until it is stopped.</summary>
internal interface ITriggerListener
{
    /// <summary>Begins to watch; comes back when watching, not when done.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes nothing new and waits for what runs. The calls' own tokens are cancelled by the host meanwhile.</summary>
    /// <param name="cancellationToken">Cancelled when there is no more time to wait.</param>
    Task StopAsync(CancellationToken cancellationToken);
}
