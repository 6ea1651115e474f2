using Dropship.Connectors.Http;
using Dropship.Core;

namespace Dropship.Connectors.Rates;

/// <summary>What the sources of exchange rates have in common.</summary>
internal static class RateCalls
{
    public const string ConnectorName = "rates";

    // More digits than the sources have mean nothing. Of a small unit, such as one dong, only the later ones mean something.
    private const int Digits = 6;
    private const int DigitsOfSmallUnits = 10;

    // No currency that is in use is worth less or more yuan; what is beyond is a slip of the source.
    private const decimal Least = 0.000001m;
    private const decimal Most = 1000;

    /// <summary>Reads a source and its rates of the currencies that are known here.</summary>
    public static Task<CallResult<IReadOnlyDictionary<string, FetchedRate>>> ReadAsync(
        ApiClient client,
        string source,
        Uri address,
        Func<ApiResponse, (DateOnly Day, IReadOnlyDictionary<string, decimal> YuanPerUnit)> read,
        CancellationToken cancellationToken
    )
    {
        var call = new ApiRequest
        {
            Connector = ConnectorName,
            Account = source,
            Operation = "rates",
            IsRead = true,
        };
        return client.SendAsync(
            call,
            () => new HttpRequestMessage(HttpMethod.Get, address),
            reply =>
            {
                if (!reply.IsSuccess)
                {
                    return CallProblems.OfStatus<IReadOnlyDictionary<string, FetchedRate>>(call, reply)
                        ?? CallResult.Refused<IReadOnlyDictionary<string, FetchedRate>>(
                            CallProblems.Code(reply),
                            "the rates are not there"
                        );
                }

                var (day, rates) = read(reply);
                return CallResult.Success<IReadOnlyDictionary<string, FetchedRate>>(
                    rates
                        .Where(rate => Currencies.IsKnown(rate.Key) && rate.Key != Currencies.Cny)
                        .ToDictionary(rate => rate.Key, rate => new FetchedRate(Rounded(rate.Value), day, source), StringComparer.Ordinal)
                );
            },
            cancellationToken
        );
    }

    /// <summary>What one unit of each currency is worth in yuan, where the units for one of a base currency are known. Leaves out what
    /// cannot be a rate.</summary>
    /// <exception cref="UnreadableReplyException">There is no rate of yuan, or it cannot be one.</exception>
    public static Dictionary<string, decimal> Cross(IReadOnlyDictionary<string, decimal> perBase)
    {
        if (perBase.GetValueOrDefault(Currencies.Cny) is not (>= Least and <= Most and var yuan))
        {
            throw new UnreadableReplyException("there is no rate of CNY");
        }

        return perBase
            .Where(rate => rate.Value >= yuan / Most && rate.Value <= yuan / Least)
            .ToDictionary(rate => rate.Key, rate => yuan / rate.Value, StringComparer.Ordinal);
    }

    private static decimal Rounded(decimal rate) => decimal.Round(rate, rate >= 1 ? Digits : DigitsOfSmallUnits);
}
