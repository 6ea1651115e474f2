using System.Text.RegularExpressions;

namespace Dropship.Local;

/// <summary>Turns the output of a function app that did not start into words for a person.</summary>
internal static partial class StartFailure
{
    private const int LinesShown = 10;
    private const string ListStart = "Dropship.Functions cannot start:";
    private const string ListEnd = "Settings are named here";

    /// <summary>The app's own list of wrong settings, or else the last words of the host; no log lines, no stack traces.</summary>
    /// <param name="output">What the host and the app wrote.</param>
    /// <param name="logFile">Where all of it is.</param>
    public static string Tell(string output, string logFile)
    {
        var lines = output.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        var bare = lines.ConvertAll(line => LogPrefix().Replace(line, string.Empty, 1));
        var start = bare.FindIndex(line => line.StartsWith(ListStart, StringComparison.Ordinal));
        if (start >= 0)
        {
            var end = bare.FindIndex(start, line => line.StartsWith(ListEnd, StringComparison.Ordinal));
            return string.Join(Environment.NewLine, bare.Skip(start).Take(end < 0 ? LinesShown : end - start + 1));
        }

        var words = lines.Where(line => line.Length > 0 && !LogPrefix().IsMatch(line) && !Frame().IsMatch(line)).TakeLast(LinesShown);
        return string.Join(Environment.NewLine, ["The function app did not start.", .. words, $"The whole log is {logFile}."]);
    }

    [GeneratedRegex(
        @"^\[?\d{4}-\d\d-\d\dT[0-9:.]+Z\]? (\w+: [\w.]+\[\d+\] )?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex LogPrefix();

    [GeneratedRegex(@"^\s+(at |--- End )", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Frame();
}
