using System.Globalization;

namespace Dropship.Tooling;

/// <summary>
/// A loopback port that is kept from other runs on this machine until it is given back: between asking for a free port and
/// listening on it, another run could take it.
/// </summary>
public sealed class PortReservation : IDisposable
{
    // Below those that systems give to outgoing connections: one of these would take the port before anybody listens on it.
    private const int First = 20_000;
    private const int End = 32_000;

    private readonly FileStream _lock;

    private PortReservation(int port, FileStream held)
    {
        Port = port;
        _lock = held;
    }

    public int Port { get; }

    /// <summary>Takes <paramref name="preferred"/> when it is free, else any other that is.</summary>
    public static PortReservation Take(int? preferred)
    {
        if (preferred is { } wanted && TryTake(wanted) is { } first)
        {
            return first;
        }

        while (true)
        {
            if (TryTake(Random.Shared.Next(First, End)) is { } any)
            {
                return any;
            }
        }
    }

    public void Dispose() => _lock.Dispose();

    private static PortReservation? TryTake(int port)
    {
        try
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"dropship-port-{port}.lock");
            var held = FileLock.TryTake(Path.Combine(Path.GetTempPath(), name), FileOptions.DeleteOnClose);
            if (held is null)
            {
                return null;
            }

            if (FreePort.IsFree(port))
            {
                return new PortReservation(port, held);
            }

            held.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
