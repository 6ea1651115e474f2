using System.Globalization;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>Tells a person 14, 7 and 1 days before the consent of a store or a 1688 account ends, and closes that when it was given
/// anew.</summary>
public sealed class ConsentWatch(
    IStoreAccounts stores,
    IPurchasingAccounts purchasingAccounts,
    ISecretStore secrets,
    IAlerts alerts,
    RecentChanges recent,
    TimeProvider time
) : IHeartbeatLook
{
    // A consent ends in days; its secret need not be read with each look.
    private static readonly TimeSpan s_between = TimeSpan.FromHours(6);

    // The days before the end at which a person is told, each once.
    private static readonly int[] s_stages = [1, 7, 14];

    /// <exception cref="AggregateException">Some accounts could not be looked at; the others were.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var failures = new List<Exception>();
        foreach (var account in await stores.ListAsync(cancellationToken))
        {
            if (account.State != StoreAccountState.Paused)
            {
                await TryAsync(
                    account.DisplayName,
                    account.SecretName,
                    stage => AlertKey.Of(account, HoldReasons.ConsentEnding, stage),
                    failures,
                    cancellationToken
                );
            }
        }

        foreach (var account in await purchasingAccounts.ListAsync(cancellationToken))
        {
            if (account.State != PurchasingAccountState.Paused)
            {
                await TryAsync(
                    account.DisplayName,
                    account.SecretName,
                    stage => AlertKey.Of(account, HoldReasons.ConsentEnding, stage),
                    failures,
                    cancellationToken
                );
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    private async Task TryAsync(
        string name,
        string secretName,
        Func<string, AlertKey> keyOf,
        List<Exception> failures,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await LookAtAsync(name, secretName, keyOf, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One account keeps no other back; the run fails all the same.
            failures.Add(exception);
        }
    }

    private async Task LookAtAsync(string name, string secretName, Func<string, AlertKey> keyOf, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var looked = $"consent of {secretName}";
        if (recent.Has(looked, now - s_between))
        {
            return;
        }

        var end = StoredCredentials.ConsentEndOf(await secrets.GetAsync(secretName, cancellationToken));
        var due = end is { } at ? s_stages.FirstOrDefault(days => at - now <= TimeSpan.FromDays(days)) : 0;
        foreach (var days in s_stages)
        {
            var key = keyOf(days.ToString(CultureInfo.InvariantCulture));
            if (days != due)
            {
                await alerts.ResolveAsync(key, cancellationToken);
                continue;
            }

            var detail = HoldSentences.ConsentEnds.With(
                ("time", end!.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture))
            );
            await alerts.RaiseAsync(
                new AlertNotice(key, HoldReasons.ConsentEnding.Code, name, detail.Text, Facts: detail.Facts),
                cancellationToken
            );
        }

        recent.Note(looked, now);
    }
}
