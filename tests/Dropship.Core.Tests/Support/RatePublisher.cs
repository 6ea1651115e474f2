using Dropship.Core.Ports;

namespace Dropship.Core.Tests.Support;

/// <summary>A source of exchange rates that says what it is told to.</summary>
public sealed class RatePublisher(string name) : IRateSource
{
    private Dictionary<string, FetchedRate> _rates = [];

    public string Name => name;

    public CallProblem? Problem { get; set; }

    public int Reads { get; private set; }

    public void Set(DateOnly day, params (string Currency, decimal Rate)[] rates) =>
        _rates = rates.ToDictionary(rate => rate.Currency, rate => new FetchedRate(rate.Rate, day, name), StringComparer.Ordinal);

    public Task<CallResult<IReadOnlyDictionary<string, FetchedRate>>> ReadAsync(CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(
            Problem is { } problem
                ? CallResult.NotSent<IReadOnlyDictionary<string, FetchedRate>>(problem)
                : CallResult.Success<IReadOnlyDictionary<string, FetchedRate>>(_rates)
        );
    }
}
