using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>Keeps the mails; refuses them while a test says so.</summary>
public sealed class MemoryMailer : IMailer
{
    public List<OutgoingMail> Sent { get; } = [];

    public bool IsDown { get; set; }

    /// <summary>Whose mails fail.</summary>
    public string? RefusesTo { get; set; }

    public Task<CallResult<Unit>> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (IsDown || mail.To.Contains(RefusesTo))
        {
            return Task.FromResult(CallResult.NotSent<Unit>(new CallProblem(ProblemKind.Transient, "down", "the mail server is down")));
        }

        Sent.Add(mail);
        return Task.FromResult(CallResult.Success(default(Unit)));
    }
}
