using System.Diagnostics;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MailAddress = System.Net.Mail.MailAddress;

namespace Dropship.Connectors.Mail;

/// <summary>Sends mail by SMTP and reports whether the server may have accepted a mail.</summary>
internal sealed partial class SmtpMailer(IOptions<ConnectorsOptions> options, TimeProvider time, ILogger<SmtpMailer> logger) : IMailer
{
    public async Task<CallResult<Unit>> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        using var span = OrderTraces.Start("mail send", ActivityKind.Client);
        var result = await DeliverAsync(mail, cancellationToken);
        span?.SetTag("dropship.outcome", result.Outcome.ToString())
            .SetStatus(result.IsSuccess ? ActivityStatusCode.Ok : ActivityStatusCode.Error, result.Problem?.Code);
        Log.MailEnded(logger, mail.Id, mail.To.Count, result.Outcome, result.Problem?.Code ?? "ok");
        return result;
    }

    private async Task<CallResult<Unit>> DeliverAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (mail.To.Count == 0 || mail.To.Any(to => !MailAddress.TryCreate(to, out _)))
        {
            return CallResult.Refused<Unit>("recipient", "A recipient is missing or no mail address.");
        }

        var settings = options.Value.Mail;
        var transfer = new TransferWatch();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Timeout);
        try
        {
            using var message = MailMessages.Of(mail, new MailAddress(settings.From), time.GetUtcNow());
            using var client = await ConnectAsync(settings, limit.Token);
            await client.SendAsync(message, limit.Token, transfer);

            // The mail is taken; a good-bye that fails changes nothing about it, and raises nothing.
            await client.DisconnectAsync(quit: true, limit.Token);
            return CallResult.Success(default(Unit));
        }
        catch (SmtpCommandException refusal)
        {
            return Refusal(refusal.StatusCode, refusal.Message);
        }
        catch (ServiceNotAuthenticatedException refusal)
        {
            return Refusal(SmtpStatusCode.AuthenticationRequired, refusal.Message);
        }
        catch (AuthenticationException refusal)
        {
            return refusal.InnerException switch
            {
                SmtpCommandException { StatusCode: < SmtpStatusCode.CommandUnrecognized } later => Refusal(later.StatusCode, later.Message),
                SmtpCommandException answer => CallResult.Unauthorized<Unit>(Code(answer.StatusCode), Shown(answer.Message)),
                _ => CallResult.Unauthorized<Unit>("smtp-login", Shown(refusal.Message)),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Lost(transfer, "timeout", $"the mail server did not answer within {settings.Timeout.TotalSeconds:F0} s");
        }
        catch (SslHandshakeException failure)
        {
            return Lost(transfer, "connection", failure.InnerException?.Message ?? failure.Message);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            return Lost(transfer, "connection", failure.Message);
        }
        catch (Exception failure) when (failure is SmtpProtocolException or NotSupportedException)
        {
            return Lost(transfer, "smtp", Shown(failure.Message));
        }
    }

    /// <summary>Connects, protects the connection as the settings say, and logs in where they have a password.</summary>
    private static async Task<SmtpClient> ConnectAsync(MailOptions settings, CancellationToken cancellationToken)
    {
        var client = new SmtpClient
        {
            LocalDomain = "dropship",

            // As for all calls to the outside: a revocation list out of reach would stop all mail.
            CheckCertificateRevocation = false,
        };
        try
        {
            var security = settings.Security switch
            {
                MailSecurity.None => SecureSocketOptions.None,
                MailSecurity.StartTls => SecureSocketOptions.StartTls,
                MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
                _ => throw new InvalidOperationException($"{settings.Security} is no protection of a connection."),
            };
            await client.ConnectAsync(settings.Host, settings.Port, security, cancellationToken);

            // A message in chunks has no final dot, by which its handing over is known.
            client.Capabilities &= ~SmtpCapabilities.Chunking;
            if (settings.UserName is { } user && settings.Password is { } password)
            {
                await LogInAsync(client, user, password, cancellationToken);
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static async Task LogInAsync(SmtpClient client, string user, string password, CancellationToken cancellationToken)
    {
        try
        {
            await client.AuthenticateAsync(user, password, cancellationToken);
        }
        catch (NotSupportedException exception)
        {
            throw new AuthenticationException(exception.Message, exception);
        }
    }

    private static CallResult<Unit> Refusal(SmtpStatusCode status, string text)
    {
        var code = Code(status);
        return status is SmtpStatusCode.AuthenticationRequired ? CallResult.Unauthorized<Unit>(code, Shown(text))
            : status >= SmtpStatusCode.CommandUnrecognized ? CallResult.Refused<Unit>(code, Shown(text))
            : CallResult.NotSent<Unit>(new CallProblem(ProblemKind.Transient, code, Shown(text)));
    }

    private static string Code(SmtpStatusCode status) => $"smtp-{(int)status}";

    private static CallResult<Unit> Lost(TransferWatch transfer, string code, string text)
    {
        var problem = new CallProblem(ProblemKind.Transient, code, text);
        return transfer.IsComplete ? CallResult.Unknown<Unit>(problem) : CallResult.NotSent<Unit>(problem);
    }

    // Servers repeat whom they do not know, and the words reach logs.
    private static string Shown(string text) => Address().Replace(text, "(address)");

    [GeneratedRegex(@"[^\s<>""'(),;:]+@[^\s<>""'(),;:]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Address();
}
