using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Dropship.Connectors.Mail;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Tooling;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Dropship.Connectors.Tests.Mail;

public sealed class SmtpMailerTests
{
    [Fact]
    public async Task A_real_mail_server_takes_the_mail_and_shows_it_as_written()
    {
        await using var inbox = await MailInbox.StartAsync(null, null, null, CancellationToken.None);
        await using var bench = Bench.Make(options => options.Mail.Port = inbox.SmtpPort);
        var mail = MailMessagesTests.Mail("请批准采购单 PO-1");

        var sent = await bench.Mailer.SendAsync(mail, CancellationToken.None);

        Assert.True(sent.IsSuccess, sent.ToString());
        using var http = new HttpClient { BaseAddress = inbox.Web };
        var received = (await http.GetFromJsonAsync<JsonArray>("email"))!.Single()!;
        Assert.Equal("请批准采购单 PO-1", received["subject"]!.GetValue<string>());
        Assert.Equal("Dropship", received["from"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(["a@example.com", "b@example.com"], received["to"]!.AsArray().Select(to => to!["address"]!.GetValue<string>()));
        Assert.Equal(mail.Text, received["text"]!.GetValue<string>().Trim());
        Assert.Contains("PO-1</a>", received["html"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("approval-PO-1@example.com", received["headers"]!["message-id"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RCPT", "550 no such user", CallOutcome.Refused, ProblemKind.Rejected)]
    [InlineData("RCPT", "450 try later", CallOutcome.NotSent, ProblemKind.Transient)]
    [InlineData("greeting", "554 go away", CallOutcome.Refused, ProblemKind.Rejected)]
    [InlineData("greeting", "hello", CallOutcome.NotSent, ProblemKind.Transient)]
    [InlineData("MAIL", "", CallOutcome.NotSent, ProblemKind.Transient)]
    [InlineData(".", "", CallOutcome.Unknown, ProblemKind.Transient)]
    [InlineData(".", "silence", CallOutcome.Unknown, ProblemKind.Transient)]
    [InlineData(".", "thanks", CallOutcome.Unknown, ProblemKind.Transient)]
    [InlineData(".", "451 try later", CallOutcome.NotSent, ProblemKind.Transient)]
    [InlineData(".", "554 looks like spam", CallOutcome.Refused, ProblemKind.Rejected)]
    [InlineData("QUIT", "", CallOutcome.Succeeded, null)]
    [InlineData("DATA", "silence", CallOutcome.NotSent, ProblemKind.Transient)]
    public async Task How_far_a_mail_came_decides_what_is_known_of_it(string command, string reply, CallOutcome outcome, ProblemKind? kind)
    {
        await using var server = new ScriptedMailServer((command, reply));
        await using var bench = Bench.Make(options =>
        {
            options.Mail.Port = server.Port;
            options.Mail.Timeout = TimeSpan.FromSeconds(1);
        });

        var sent = await bench.Mailer.SendAsync(MailMessagesTests.Mail("Hello"), CancellationToken.None);

        Assert.Equal((outcome, kind), (sent.Outcome, sent.Problem?.Kind));
    }

    [Theory]
    [InlineData("250 AUTH PLAIN LOGIN", "AUTH PLAIN AHVzZXIAcGFzc3dvcmQ=")]
    [InlineData("250-AUTH LOGIN XOAUTH2\r\n250 SIZE 1000", "AUTH LOGIN", "dXNlcg==", "cGFzc3dvcmQ=")]
    public async Task It_logs_in_by_a_way_that_the_server_offers(string offers, params string[] said)
    {
        await using var server = new ScriptedMailServer(
            ("EHLO", $"250-test\r\n{offers}"),
            ("AUTH", said.Length == 1 ? "235 welcome" : "334 VXNlcm5hbWU6"),
            ("dXNlcg==", "334 UGFzc3dvcmQ6"),
            ("cGFzc3dvcmQ=", "235 welcome")
        );

        var sent = await WithLogin(server.Port).SendAsync(MailMessagesTests.Mail("Hello"), CancellationToken.None);

        Assert.True(sent.IsSuccess, sent.ToString());
        Assert.Equal(said, server.Lines.Skip(1).Take(said.Length));
    }

    [Theory]
    [InlineData("250 AUTH XOAUTH2", "235 welcome", ProblemKind.Unauthorized)]
    [InlineData("250 SIZE 1000", "235 welcome", ProblemKind.Unauthorized)]
    [InlineData("250 AUTH LOGIN", "535 no", ProblemKind.Unauthorized)]
    [InlineData("250 AUTH LOGIN", "504 no such way", ProblemKind.Unauthorized)]
    [InlineData("250 AUTH LOGIN", "454 not now", ProblemKind.Transient)]
    public async Task A_login_that_fails_is_for_a_person_to_mend_unless_the_server_says_to_come_again(
        string offers,
        string answer,
        ProblemKind kind
    )
    {
        await using var server = new ScriptedMailServer(("EHLO", $"250-test\r\n{offers}"), ("AUTH", answer));

        var sent = await WithLogin(server.Port).SendAsync(MailMessagesTests.Mail("Hello"), CancellationToken.None);

        Assert.Equal(kind, sent.Problem?.Kind);
        Assert.DoesNotContain(server.Lines, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_long_mail_arrives_whole_and_its_end_is_known_too()
    {
        var mail = MailMessagesTests.Mail("Hello") with
        {
            Text = string.Join("\r\n", Enumerable.Repeat(".", 5000)),
            Html = new string('长', 50_000),
        };
        await using var inbox = await MailInbox.StartAsync(null, null, null, CancellationToken.None);
        await using var good = Bench.Make(options => options.Mail.Port = inbox.SmtpPort);
        await using var server = new ScriptedMailServer(
            ("EHLO", "250-test\r\n250-PIPELINING\r\n250-SIZE 10000000\r\n250 CHUNKING"),
            (".", string.Empty)
        );
        await using var bad = Bench.Make(options => options.Mail.Port = server.Port);

        var taken = await good.Mailer.SendAsync(mail, CancellationToken.None);
        var lost = await bad.Mailer.SendAsync(mail, CancellationToken.None);

        Assert.Equal((CallOutcome.Succeeded, CallOutcome.Unknown), (taken.Outcome, lost.Outcome));
        using var http = new HttpClient { BaseAddress = inbox.Web };
        var received = (await http.GetFromJsonAsync<JsonArray>("email"))!.Single()!;
        Assert.Equal(mail.Text, received["text"]!.GetValue<string>().Trim().ReplaceLineEndings("\r\n"));
        Assert.Contains(mail.Html, received["html"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_says_of_a_person_is_told_without_their_address()
    {
        await using var server = new ScriptedMailServer(("RCPT", "550 5.1.1 <a@example.com>: a.b+c@mail.example, no such user"));
        await using var bench = Bench.Make(options => options.Mail.Port = server.Port);

        var sent = await bench.Mailer.SendAsync(MailMessagesTests.Mail("Hello"), CancellationToken.None);

        Assert.Contains("5.1.1 <(address)>: (address), no such user", sent.Problem!.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('@', sent.Problem.Text);
    }

    [Fact]
    public async Task The_conversation_names_sender_and_every_recipient()
    {
        await using var server = new ScriptedMailServer();
        await using var bench = Bench.Make(options => options.Mail.Port = server.Port);

        Assert.True((await bench.Mailer.SendAsync(MailMessagesTests.Mail("Hello"), CancellationToken.None)).IsSuccess);

        var lines = server.Lines.ToList();
        Assert.Contains(lines, line => line.StartsWith("MAIL FROM:<dropship@example.com>", StringComparison.Ordinal));
        Assert.Contains("RCPT TO:<a@example.com>", lines);
        Assert.Contains("RCPT TO:<b@example.com>", lines);
        Assert.DoesNotContain(bench.Log.Lines, line => line.Contains("a@example.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_offers_no_protection_is_not_used_where_it_is_wanted()
    {
        await using var server = new ScriptedMailServer();
        await using var bench = Bench.Make(options =>
        {
            options.Mail.Port = server.Port;
            options.Mail.Security = MailSecurity.StartTls;
            options.Mail.UserName = "user";
            options.Mail.Password = "password";
        });

        var sent = await bench.Mailer.SendAsync(MailMessagesTests.Mail("Hello"), CancellationToken.None);

        Assert.Equal(CallOutcome.NotSent, sent.Outcome);
        Assert.DoesNotContain(
            server.Lines,
            line => line.StartsWith("AUTH", StringComparison.Ordinal) || line.StartsWith("MAIL", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_vouches_for_is_told_nothing()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=mail.example.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var selfMade = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var certificate = X509CertificateLoader.LoadPkcs12(selfMade.Export(X509ContentType.Pkcs12), null);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var heard = Task.Run(async () =>
        {
            using var socket = await listener.AcceptTcpClientAsync();
            await using var stream = new SslStream(socket.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(certificate);
                return await stream.ReadAsync(new byte[1]);
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException)
            {
                return 0;
            }
        });
        await using var bench = Bench.Make(options =>
            (options.Mail.Port, options.Mail.Security) = (((IPEndPoint)listener.LocalEndpoint).Port, MailSecurity.Tls)
        );

        var sent = await bench.Mailer.SendAsync(MailMessagesTests.Mail("Hello"), CancellationToken.None);

        Assert.Equal(CallOutcome.NotSent, sent.Outcome);
        Assert.Equal(0, await heard.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_server_that_is_not_there_got_nothing()
    {
        using var nobody = new DeafPort();
        await using var bench = Bench.Make(options => options.Mail.Port = nobody.Number);

        var sent = await bench.Mailer.SendAsync(MailMessagesTests.Mail("Hello"), CancellationToken.None);

        Assert.Equal(CallOutcome.NotSent, sent.Outcome);
    }

    [Fact]
    public async Task An_address_that_is_none_is_refused_at_once()
    {
        await using var bench = Bench.Make();

        var nobody = await bench.Mailer.SendAsync(MailMessagesTests.Mail("Hello") with { To = [] }, CancellationToken.None);
        var wrong = await bench.Mailer.SendAsync(
            MailMessagesTests.Mail("Hello") with
            {
                To = ["a@example.com>\r\nDATA"],
            },
            CancellationToken.None
        );

        Assert.Equal(CallOutcome.Refused, nobody.Outcome);
        Assert.Equal(CallOutcome.Refused, wrong.Outcome);
    }

    // The app's own settings never let a password go without TLS; what is said behind it is the same.
    private static SmtpMailer WithLogin(int port)
    {
        var options = new ConnectorsOptions
        {
            Mail = new MailOptions
            {
                Host = "127.0.0.1",
                Port = port,
                Security = MailSecurity.None,
                From = "dropship@example.com",
                UserName = "user",
                Password = "password",
            },
        };
        return new SmtpMailer(Options.Create(options), TimeProvider.System, NullLogger<SmtpMailer>.Instance);
    }
}
