using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing.Guards;

/// <summary>The exchange rates in force: those that a person set, and for the other currencies those that are fetched.</summary>
/// <param name="own">The rates that a person set.</param>
/// <param name="sources">Who publishes rates; without any, none that was fetched earlier is in force.</param>
/// <param name="fetched">The rates that are fetched.</param>
public sealed class CurrentRates(ExchangeRates own, IReadOnlyList<IRateSource> sources, IFetchedRates fetched)
{
    /// <summary>The rates that a person set.</summary>
    public ExchangeRates Own => own;

    public async Task<ExchangeRates> ReadAsync(CancellationToken cancellationToken) =>
        sources.Count > 0 && await fetched.FindAsync(cancellationToken) is { } known ? own with { Fetched = known.Rates } : own;
}
