namespace Dropship.Tooling;

/// <summary>A tool beside the program is missing or would not start. The message says which one and what to do about it.</summary>
public sealed class ToolException : Exception
{
    public ToolException(string message)
        : base(message) { }

    public ToolException(string message, Exception? inner)
        : base(message, inner) { }
}
