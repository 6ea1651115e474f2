using System.Globalization;
using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>
/// Leaves a service alone that does not answer: while it is paused, work for it waits as messages with a delay, which burns no deliveries,
/// and one call after each pause finds out whether it works again. Kept in a row, for all instances of the app alike.
/// </summary>
public sealed class CircuitBreaker(IOutages outages, IAlerts alerts, OutageOptions options, TimeProvider time)
{
    public static string Store(string accountId) => $"store:{accountId}";

    public static string PurchasingAccount(string accountId) => $"purchasing:{accountId}";

    /// <summary>How long work for a service still has to wait; null when it may call. The one that may call after a pause has the next
    /// pause to itself.</summary>
    public async Task<TimeSpan?> WaitAsync(string service, CancellationToken cancellationToken)
    {
        if (await outages.FindAsync(service, cancellationToken) is not { PausedUntil: { } until } outage)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (until > now)
        {
            return Spread(until - now, now);
        }

        var pause = PauseAfter(outage.Failures);
        return await outages.TrySaveAsync(outage with { PausedUntil = now + pause, IsProbed = true }, cancellationToken)
            ? null
            : Spread(pause, now);
    }

    /// <summary>Notes what came of a call.</summary>
    /// <param name="service">The service.</param>
    /// <param name="name">Its name for a person.</param>
    /// <param name="problem">What went wrong; null when nothing did. Only that it does not answer counts: a refusal is an answer.</param>
    /// <returns>How long the work should wait before it is tried again; null when it need not.</returns>
    public async Task<TimeSpan?> NoteAsync(string service, string name, CallProblem? problem, CancellationToken cancellationToken)
    {
        var known = await outages.FindAsync(service, cancellationToken);
        if (problem is not { Kind: ProblemKind.Transient })
        {
            // Being told to slow down is no sign of health, and none of sickness.
            if (known is not null && problem?.Kind != ProblemKind.RateLimited)
            {
                await outages.RemoveAsync(service, cancellationToken);
                await alerts.ResolveAsync(KeyOf(service), cancellationToken);
            }

            return problem?.RetryAfter;
        }

        var now = time.GetUtcNow();
        var outage =
            known
            ?? new Outage
            {
                Service = service,
                Since = now,
                Failures = 0,
            };
        if (outage is { IsProbed: false, PausedUntil: { } until } && until > now)
        {
            // It was on its way when the pause began.
            return Spread(until - now, now);
        }

        var failures = outage.Failures + 1;
        var pause = failures < options.FailuresBeforePause ? (TimeSpan?)null : PauseAfter(failures);
        var isTold = outage.IsTold || (pause is not null && now - outage.Since >= options.AlertAfter);
        if (isTold)
        {
            var since = outage.Since.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
            await alerts.RaiseAsync(
                new AlertNotice(KeyOf(service), HoldReasons.ServiceDown.Code, name, $"no answer since {since}: {problem}"),
                cancellationToken
            );
        }

        await outages.TrySaveAsync(
            outage with
            {
                Failures = failures,
                PausedUntil = now + pause,
                IsProbed = false,
                IsTold = isTold,
            },
            cancellationToken
        );
        return pause is { } wait ? Spread(wait, now) : problem.RetryAfter;
    }

    private static AlertKey KeyOf(string service) => AlertKey.OfService(service, HoldReasons.ServiceDown);

    private TimeSpan PauseAfter(int failures)
    {
        var doublings = Math.Clamp(failures - options.FailuresBeforePause, 0, 20);
        var pause = options.FirstPause * Math.Pow(2, doublings);
        return pause < options.LongestPause ? pause : options.LongestPause;
    }

    // What waits together must not come back together: up to a quarter longer, by the moment at which each was handled.
    private static TimeSpan Spread(TimeSpan wait, DateTimeOffset now) =>
        wait * (1 + (now.Ticks / TimeSpan.TicksPerMicrosecond % 1000 / 4000.0));
}
