namespace Dropship.Core.Ports;

/// <summary>A publisher of exchange rates.</summary>
public interface IRateSource
{
    /// <summary>Its name, for people.</summary>
    string Name { get; }

    /// <summary>Reads the newest rates, by currency; only currencies that are known here.</summary>
    Task<CallResult<IReadOnlyDictionary<string, FetchedRate>>> ReadAsync(CancellationToken cancellationToken);
}
