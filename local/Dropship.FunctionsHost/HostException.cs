namespace Dropship.FunctionsHost;

/// <summary>Why the host cannot run; the message is for the person who started it.</summary>
public sealed class HostException : Exception
{
    public HostException(string message)
        : base(message)
    {
    }

    public HostException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
