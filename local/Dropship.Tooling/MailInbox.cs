using System.Globalization;
using System.Text.RegularExpressions;

namespace Dropship.Tooling;

/// <summary>A real mail server that keeps what it gets and shows it in a browser; nothing leaves this machine.</summary>
public sealed partial class MailInbox : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly PortReservation _smtp;

    private MailInbox(ChildProcess process, PortReservation smtp, int webPort)
    {
        _process = process;
        _smtp = smtp;
        Web = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{webPort}/"));
    }

    public int SmtpPort => _smtp.Port;

    /// <summary>The inbox for a person; its JSON sits at <c>email</c> below it.</summary>
    public Uri Web { get; }

    public ChildProcess Process => _process;

    /// <summary>Starts the inbox and waits until it takes mail.</summary>
    /// <param name="folder">Where it keeps the mails over a restart; null keeps none.</param>
    /// <param name="webPort">The page's port; null for one chosen by the system.</param>
    /// <param name="progress">Told in one sentence when there is something to wait for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ToolException">Node is missing, or the inbox would not start.</exception>
    public static async Task<MailInbox> StartAsync(
        string? folder,
        int? webPort,
        Action<string>? progress,
        CancellationToken cancellationToken
    )
    {
        var packages = await NodePackages.EnsureInstalledAsync(progress, cancellationToken);
        var smtp = PortReservation.Take(null);
        var web = webPort ?? FreePort.Next();
        string[] where = [];
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            where = ["--mail-directory", folder];
        }

        string Port(int port) => port.ToString(CultureInfo.InvariantCulture);
        string[] arguments = ["--ip", "127.0.0.1", "--smtp", Port(smtp.Port), "--web", Port(web), .. where];
        var process = packages.Start("Mail inbox", "maildev/bin/maildev", arguments);
        try
        {
            await process.WaitForLineAsync(SmtpListening(), TimeSpan.FromSeconds(60), cancellationToken);
            await process.WaitForLineAsync(WebListening(), TimeSpan.FromSeconds(60), cancellationToken);
            return new MailInbox(process, smtp, web);
        }
        catch
        {
            await process.DisposeAsync();
            smtp.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _smtp.Dispose();
    }

    [GeneratedRegex("SMTP Server running", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SmtpListening();

    [GeneratedRegex("webapp running", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WebListening();
}
