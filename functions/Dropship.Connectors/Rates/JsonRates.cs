using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Rates;

/// <summary>
/// Exchange rates as JSON, in the form that several public services share: <c>base</c> or <c>base_code</c>, the day in <c>date</c> or
/// <c>time_last_update_unix</c>, and how much of each currency one unit of the base is in <c>rates</c>.
/// </summary>
internal sealed class JsonRates(ApiClient client, Uri address) : IRateSource
{
    public string Name => address.Host;

    public Task<CallResult<IReadOnlyDictionary<string, FetchedRate>>> ReadAsync(CancellationToken cancellationToken) =>
        RateCalls.ReadAsync(client, Name, address, reply => Read(reply.ReadObject()), cancellationToken);

    private static (DateOnly Day, IReadOnlyDictionary<string, decimal> YuanPerUnit) Read(JsonElement json)
    {
        var day = json.OptionalText("date") is { } date
            ? DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)
                ? parsed
                : throw new UnreadableReplyException("'date' is no day")
            : DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(json.Whole("time_last_update_unix")).UtcDateTime);
        var perBase = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var rate in json.Object("rates").EnumerateObject())
        {
            if (rate.Value.ValueKind == JsonValueKind.Number && rate.Value.TryGetDecimal(out var value))
            {
                perBase[rate.Name] = value;
            }
        }

        perBase[json.OptionalText("base_code") ?? json.Text("base")] = 1;
        return (day, RateCalls.Cross(perBase));
    }
}
