using System.Diagnostics;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dropship.Connectors.Mail;

/// <summary>Hands mail to a mail server by SMTP, and knows at which point of the conversation a mail may have been taken.</summary>
internal sealed partial class SmtpMailer(IOptions<ConnectorsOptions> options, TimeProvider time, ILogger<SmtpMailer> logger) : IMailer
{
    public async Task<CallResult<Done>> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        using var span = OrderTraces.Start("mail send", ActivityKind.Client);
        var result = await DeliverAsync(mail, cancellationToken);
        span?.SetTag("dropship.outcome", result.Outcome.ToString()).SetStatus(result.IsSuccess ? ActivityStatusCode.Ok : ActivityStatusCode.Error, result.Problem?.Code);
        Log.MailEnded(logger, mail.Id, mail.To.Count, result.Outcome, result.Problem?.Code ?? "ok");
        return result;
    }

    private async Task<CallResult<Done>> DeliverAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (mail.To.Count == 0 || mail.To.Any(to => !MailAddress.TryCreate(to, out _)))
        {
            return CallResult.Refused<Done>("recipient", "A recipient is missing or no mail address.");
        }

        var settings = options.Value.Mail;
        var from = new MailAddress(settings.From);
        var handedOver = false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Timeout);
        try
        {
            await using var connection = await SmtpConnection.OpenAsync(settings, limit.Token);
            await connection.CommandAsync($"MAIL FROM:<{from.Address}>", 250, limit.Token);
            foreach (var to in mail.To)
            {
                await connection.CommandAsync($"RCPT TO:<{new MailAddress(to).Address}>", 250, limit.Token);
            }

            await connection.CommandAsync("DATA", 354, limit.Token);
            await connection.WriteAsync(MimeMessage.Write(mail, from, time.GetUtcNow()), limit.Token);

            // From the final dot on, the server may have taken the mail even when its answer gets lost.
            handedOver = true;
            await connection.CommandAsync(".", 250, limit.Token);
            await LeaveAsync(connection, limit.Token);
            return CallResult.Success(default(Done));
        }
        catch (SmtpReplyException refusal)
        {
            var code = refusal.Code == 0 ? "smtp" : $"smtp-{refusal.Code}";

            // Servers repeat whom they do not know, and the words reach logs.
            var text = Address().Replace(refusal.Message, "(address)");
            return refusal.IsAuthentication ? CallResult.Unauthorized<Done>(code, text)
                : refusal.IsPermanent ? CallResult.Refused<Done>(code, text)
                : CallResult.NotSent<Done>(new CallProblem(ProblemKind.Transient, code, text));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Lost(handedOver, "timeout", $"the mail server did not answer within {settings.Timeout.TotalSeconds:F0} s");
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException)
        {
            return Lost(handedOver, "connection", exception.Message);
        }
    }

    private static CallResult<Done> Lost(bool handedOver, string code, string text)
    {
        var problem = new CallProblem(ProblemKind.Transient, code, text);
        return handedOver ? CallResult.Unknown<Done>(problem) : CallResult.NotSent<Done>(problem);
    }

    /// <summary>The mail is taken; a good-bye that fails changes nothing about it.</summary>
    private static async Task LeaveAsync(SmtpConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.CommandAsync("QUIT", 221, cancellationToken);
        }
        catch (Exception exception) when (exception is SmtpReplyException or IOException or OperationCanceledException)
        {
            // Nothing is left to be said to it.
        }
    }

    [GeneratedRegex(@"[^\s<>""'(),;:]+@[^\s<>""'(),;:]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Address();
}
