using Dropship.Core;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Brings mails to people; the same mail twice is shown once.</summary>
internal sealed class SimulatedMailer(Wire wire, Action<OutgoingMail> onArrived) : IMailer
{
    /// <summary>What the id of a mail with several matters begins with; each line of its text is one as a mail of its own.</summary>
    public const string Collected = "collected-";

    private readonly HashSet<string> _arrived = new(StringComparer.Ordinal);

    public bool HasArrived(string idBegins) => _arrived.Any(id => id.StartsWith(idBegins, StringComparison.Ordinal));

    public Task<CallResult<Unit>> SendAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
        wire.WriteAsync(
            "mail",
            mail.Id,
            mayBeLate: true,
            () =>
            {
                if (_arrived.Add(mail.Id))
                {
                    foreach (var one in Open(mail))
                    {
                        onArrived(one);
                    }
                }

                return CallResult.Success(default(Unit));
            }
        );

    private IEnumerable<OutgoingMail> Open(OutgoingMail mail)
    {
        if (!mail.Id.StartsWith(Collected, StringComparison.Ordinal))
        {
            return [mail];
        }

        var matters = mail.Text.Split('\n').Select(line => line.Split('\t')).ToList();
        foreach (var parts in matters)
        {
            _arrived.Add(parts[0]);
        }

        return matters.Select(parts => mail with { Id = parts[0], Subject = parts[1], Text = parts[2] });
    }
}
