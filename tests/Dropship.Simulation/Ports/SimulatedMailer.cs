using Dropship.Core;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Brings mails to people; the same mail twice is shown once.</summary>
internal sealed class SimulatedMailer(Wire wire, Action<OutgoingMail> onArrived) : IMailer
{
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
                    onArrived(mail);
                }

                return CallResult.Success(default(Unit));
            }
        );
}
