namespace Dropship.Sandbox.Control;

/// <summary>What was asked of the sandbox, on its command line or its control interface, cannot be done; the message says why.</summary>
public sealed class ControlException : Exception
{
    public ControlException(string message)
        : base(message) { }

    public ControlException(string message, Exception inner)
        : base(message, inner) { }
}
