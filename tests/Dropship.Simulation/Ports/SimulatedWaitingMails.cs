using System.Globalization;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>What approvers are to be told, in memory.</summary>
internal sealed class SimulatedWaitingMails(Wire wire) : IWaitingMails
{
    private readonly Rows<WaitingMail> _rows = new(KeyOf, mail => mail.Version, (mail, version) => mail with { Version = version });

    public int Count => _rows.All.Count;

    public Task<WaitingMail> AddAsync(WaitingMail mail, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "add waiting mail",
            KeyOf(mail),
            () =>
            {
                _rows.TrySave(mail);
                return _rows.Find(KeyOf(mail))!;
            }
        );

    public Task<IReadOnlyList<WaitingMail>> ListAsync(CancellationToken cancellationToken) =>
        wire.StoreAsync("list waiting mails", string.Empty, () => (IReadOnlyList<WaitingMail>)[.. _rows.All.OrderBy(mail => mail.Since)]);

    public Task<IReadOnlyList<WaitingMail>?> TrySaveAsync(IReadOnlyList<WaitingMail> mails, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "save waiting mails",
            KeyOf(mails[0]),
            () =>
                mails.All(mail => _rows.Find(KeyOf(mail)) is { } known && known.Version == mail.Version)
                    ? (IReadOnlyList<WaitingMail>?)
                        [
                            .. mails.Select(mail =>
                            {
                                _rows.TrySave(mail);
                                return _rows.Find(KeyOf(mail))!;
                            }),
                        ]
                    : null
        );

    public Task RemoveAsync(IReadOnlyList<WaitingMail> mails, CancellationToken cancellationToken) =>
        wire.StoreAsync("remove waiting mails", KeyOf(mails[0]), () => mails.Count(mail => _rows.Remove(KeyOf(mail))));

    private static string KeyOf(WaitingMail mail) =>
        string.Create(CultureInfo.InvariantCulture, $"{mail.Key}|{mail.Kind}|{mail.Round}|{mail.Reminder}");
}
