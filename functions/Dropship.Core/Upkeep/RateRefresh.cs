using System.Globalization;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Upkeep;

/// <summary>Fetches exchange rates once a day, and tells a person when those that stores need became too old.</summary>
public sealed class RateRefresh(
    IReadOnlyList<IRateSource> sources,
    IFetchedRates rows,
    CurrentRates current,
    IStoreAccounts stores,
    IAlerts alerts,
    GuardOptions options,
    TimeProvider time
) : IHeartbeatLook
{
    private static readonly TimeSpan s_every = TimeSpan.FromHours(20);
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromHours(1);

    // A bank publishes on working days only. The first source goes before the others unless it is behind by more than such a gap.
    private const int LongestGapDays = 4;

    /// <summary>Fetches what is due. May run any number of times.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (sources.Count == 0)
        {
            await alerts.ResolveAsync(AlertKey.OfRates, cancellationToken);
            return;
        }

        var now = time.GetUtcNow();
        var known = await rows.FindAsync(cancellationToken);
        if (known is null || (known.Problem is null ? now - known.TriedAt >= s_every : now - known.TriedAt >= s_retryAfter))
        {
            known = await FetchAsync(known, now, cancellationToken);
        }

        await TellAsync(known, now, cancellationToken);
    }

    private async Task<RateRecord> FetchAsync(RateRecord? known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // No later rate would ever replace one of a day that is far ahead.
        var latest = DateOnly.FromDateTime(now.UtcDateTime).AddDays(1);
        var rates = (known?.Rates ?? ExchangeRates.None.Fetched)
            .Where(rate => rate.Value.Day <= latest)
            .ToDictionary(StringComparer.Ordinal);
        var problems = new List<string>();
        var read = new Dictionary<string, FetchedRate>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            var answer = await source.ReadAsync(cancellationToken);
            if (!answer.IsSuccess)
            {
                problems.Add($"{source.Name}: {answer.Problem}");
                continue;
            }

            if (answer.Value.Values.Any(rate => rate.Day > latest))
            {
                problems.Add($"{source.Name}: rates of a day that is to come");
            }

            foreach (var (currency, rate) in answer.Value.Where(rate => rate.Value.Day <= latest))
            {
                if (!read.TryGetValue(currency, out var earlier) || rate.Day.DayNumber - earlier.Day.DayNumber > LongestGapDays)
                {
                    read[currency] = rate;
                }
            }
        }

        foreach (var (currency, rate) in read)
        {
            if (!rates.TryGetValue(currency, out var old) || rate.Day >= old.Day)
            {
                rates[currency] = rate;
            }
        }

        var next = new RateRecord
        {
            Rates = rates,
            Since = known?.Since ?? now,
            TriedAt = now,
            FetchedAt = read.Count > 0 ? now : known?.FetchedAt,
            Problem = read.Count > 0 && problems.Count == 0 ? null : string.Join("; ", problems),
            Version = known?.Version,
        };

        // Another instance that was faster has fetched the same.
        await rows.TrySaveAsync(next, cancellationToken);
        return next;
    }

    private async Task TellAsync(RateRecord known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = DateOnly.FromDateTime((now - options.FetchedRatesUsableFor).UtcDateTime);
        var old = (await stores.ListAsync(cancellationToken))
            .Where(store => store.State == StoreAccountState.Active)
            .Select(store => store.Currency)
            .Distinct(StringComparer.Ordinal)
            .Where(currency => currency != Currencies.Cny && !current.Own.YuanPerUnit.ContainsKey(currency))
            .Where(currency =>
                known.Rates.TryGetValue(currency, out var rate)
                    ? rate.Day < since
                    : known.FetchedAt is null && known.Since < now - options.FetchedRatesUsableFor
            )
            .Order(StringComparer.Ordinal)
            .ToList();
        var key = AlertKey.OfRates;
        if (old.Count == 0)
        {
            await alerts.ResolveAsync(key, cancellationToken);
            return;
        }

        var day = old.Min(currency => known.Rates.GetValueOrDefault(currency)?.Day);
        var detail = HoldSentences
            .RatesOutdated.With(
                ("currencies", string.Join(", ", old)),
                ("day", (day ?? DateOnly.FromDateTime(known.Since.UtcDateTime)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            )
            .And(known.Problem is { } problem ? HoldSentences.Reported.With(("words", problem)) : null);
        await alerts.RaiseAsync(
            new AlertNotice(key, HoldReasons.RatesOutdated.Code, string.Join(", ", old), detail.Text, Facts: detail.Facts),
            cancellationToken
        );
    }
}
