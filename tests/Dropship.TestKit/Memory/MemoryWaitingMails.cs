using System.Globalization;
using Dropship.Core.Fulfilment.Approvals;

namespace Dropship.TestKit.Memory;

/// <summary>What approvers are to be told, in memory.</summary>
public sealed class MemoryWaitingMails : IWaitingMails
{
    private readonly MemoryRows<WaitingMail> _rows = new(KeyOf, mail => mail.Version, (mail, version) => mail with { Version = version });

    /// <summary>Called before anything is removed.</summary>
    public Action? BeforeRemove { get; set; }

    public IReadOnlyCollection<WaitingMail> All => _rows.All;

    public static string KeyOf(WaitingMail mail) =>
        string.Create(CultureInfo.InvariantCulture, $"{mail.Key}|{mail.Kind}|{mail.Round}|{mail.Reminder}");

    public Task<WaitingMail> AddAsync(WaitingMail mail, CancellationToken cancellationToken)
    {
        _rows.TrySave(mail);
        return Task.FromResult(_rows.Find(KeyOf(mail))!);
    }

    public Task<IReadOnlyList<WaitingMail>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WaitingMail>>([.. _rows.All.OrderBy(mail => mail.Since)]);

    public Task<IReadOnlyList<WaitingMail>?> TrySaveAsync(IReadOnlyList<WaitingMail> mails, CancellationToken cancellationToken) =>
        Task.FromResult(_rows.TrySaveAll(mails));

    public Task RemoveAsync(IReadOnlyList<WaitingMail> mails, CancellationToken cancellationToken)
    {
        BeforeRemove?.Invoke();
        return Task.FromResult(mails.Count(mail => _rows.Remove(KeyOf(mail))));
    }
}
