using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Dropship.Connectors.Mail;

/// <summary>One conversation with a mail server.</summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    private const int LongestReply = 64 * 1024;

    private readonly TcpClient _socket;
    private Stream _stream;
    private Dictionary<string, string[]> _extensions = [];
    private readonly byte[] _buffer = new byte[4096];
    private int _filled;
    private int _read;

    private SmtpConnection(TcpClient socket)
    {
        _socket = socket;
        _stream = socket.GetStream();
    }

    /// <summary>Connects, greets, and protects the connection as asked for.</summary>
    /// <exception cref="SmtpReplyException">The server refuses, or has no STARTTLS where it is wanted.</exception>
    public static async Task<SmtpConnection> OpenAsync(MailOptions options, CancellationToken cancellationToken)
    {
        // A mail's end is a small write behind a large one: held back, it would wait for the server's acknowledgement.
        var socket = new TcpClient { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, cancellationToken);
            var connection = new SmtpConnection(socket);
            if (options.Security == MailSecurity.Tls)
            {
                await connection.ProtectAsync(options.Host, cancellationToken);
            }

            await connection.ExpectAsync(220, cancellationToken);
            await connection.GreetAsync(cancellationToken);
            if (options.Security == MailSecurity.StartTls)
            {
                if (!connection._extensions.ContainsKey("STARTTLS"))
                {
                    throw new SmtpReplyException(0, "the server offers no STARTTLS");
                }

                await connection.CommandAsync("STARTTLS", 220, cancellationToken);
                await connection.ProtectAsync(options.Host, cancellationToken);
                await connection.GreetAsync(cancellationToken);
            }

            if (options.UserName is { } user && options.Password is { } password)
            {
                await connection.LogInAsync(user, password, cancellationToken);
            }

            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command and demands a reply code.</summary>
    /// <exception cref="SmtpReplyException">The server gives another code.</exception>
    public async Task<string> CommandAsync(string command, int expected, CancellationToken cancellationToken)
    {
        await WriteAsync(command + "\r\n", cancellationToken);
        return await ExpectAsync(expected, cancellationToken);
    }

    public async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    /// <summary>Reads a reply, of one line or several.</summary>
    /// <exception cref="SmtpReplyException">It has another code than expected.</exception>
    public async Task<string> ExpectAsync(int expected, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            {
                throw new SmtpReplyException(0, "the server does not speak SMTP");
            }

            text.Append(line.AsSpan(Math.Min(4, line.Length))).Append('\n');
            if (line.Length > 3 && line[3] == '-')
            {
                continue;
            }

            return code == expected ? text.ToString() : throw new SmtpReplyException(code, text.ToString().Trim());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        var reply = await CommandAsync("EHLO dropship", 250, cancellationToken);
        _extensions = reply.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(words => words.Length > 0)
            .DistinctBy(words => words[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(words => words[0], words => words[1..], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Logs in by the way that the server offers: PLAIN, or LOGIN, which is the only one of Azure Communication Services.</summary>
    private async Task LogInAsync(string user, string password, CancellationToken cancellationToken)
    {
        var offered = _extensions.GetValueOrDefault("AUTH", []);
        if (offered.Contains("PLAIN", StringComparer.OrdinalIgnoreCase))
        {
            await CommandAsync("AUTH PLAIN " + Encode($"\0{user}\0{password}"), 235, cancellationToken);
        }
        else if (offered.Contains("LOGIN", StringComparer.OrdinalIgnoreCase))
        {
            await CommandAsync("AUTH LOGIN", 334, cancellationToken);
            await CommandAsync(Encode(user), 334, cancellationToken);
            await CommandAsync(Encode(password), 235, cancellationToken);
        }
        else
        {
            throw new SmtpReplyException(SmtpReplyException.MechanismUnknown, $"the server offers no login by PLAIN or LOGIN, but: {string.Join(' ', offered)}");
        }

        static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }

    private async Task ProtectAsync(string host, CancellationToken cancellationToken)
    {
        var protectedStream = new SslStream(_stream);
        await protectedStream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancellationToken);

        // Whatever came before the protection cannot be trusted to come from the server.
        _stream = protectedStream;
        (_filled, _read) = (0, 0);
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        while (line.Count < LongestReply)
        {
            if (_read == _filled)
            {
                _filled = await _stream.ReadAsync(_buffer, cancellationToken);
                _read = 0;
                if (_filled == 0)
                {
                    throw new IOException("The mail server closed the connection.");
                }
            }

            var b = _buffer[_read++];
            if (b == (byte)'\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(b);
        }

        throw new SmtpReplyException(0, "the server's reply has no end");
    }
}
