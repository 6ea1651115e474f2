using Spectre.Console;

namespace Dropship.Local;

/// <summary>Chooses how a run is shown.</summary>
internal static class RunView
{
    private const int LeastWidth = 30;
    private const int LeastHeight = 8;

    /// <summary>A live view where the output is a terminal that takes colours, else plain text.</summary>
    /// <param name="output">Where it is shown.</param>
    /// <param name="isTerminal">Whether that is a terminal.</param>
    /// <param name="variable">Reads the environment.</param>
    public static IRunView Open(TextWriter output, bool isTerminal, Func<string, string?> variable)
    {
        if (!isTerminal || variable("NO_COLOR") is { Length: > 0 } || variable("TERM") is "dumb")
        {
            return new PlainView(output);
        }

        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Interactive = InteractionSupport.Yes };
        var console = AnsiConsole.Create(settings);
        return console.Profile is { Capabilities.Ansi: true, Width: >= LeastWidth, Height: >= LeastHeight }
            ? new TerminalView(console)
            : new PlainView(output);
    }
}
