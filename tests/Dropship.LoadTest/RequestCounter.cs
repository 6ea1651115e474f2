using System.Text.RegularExpressions;

namespace Dropship.LoadTest;

/// <summary>Counts the storage transactions that the emulator says it served, by account and kind.</summary>
internal sealed partial class RequestCounter
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Account, string Kind, string What), long> _counts = [];

    /// <summary>Takes one line of the emulator's output.</summary>
    public void Take(string line)
    {
        var match = Request().Match(line);
        if (!match.Success)
        {
            return;
        }

        var path = match.Groups["path"].Value;
        var key = (match.Groups["account"].Value, KindOf(match.Groups["verb"].Value, path), Subject(path));
        lock (_gate)
        {
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>What was counted so far.</summary>
    public RequestCounts Read()
    {
        lock (_gate)
        {
            return new RequestCounts(new Dictionary<(string, string, string), long>(_counts));
        }
    }

    private static string KindOf(string verb, string path)
    {
        if (path.StartsWith("$batch", StringComparison.Ordinal))
        {
            return "table transaction";
        }

        if (path.Contains("/messages", StringComparison.Ordinal))
        {
            return verb switch
            {
                "POST" => "queue send",
                "GET" => "queue receive",
                "DELETE" => "queue delete",
                _ => "queue update",
            };
        }

        // Tables have no hyphens and no folders; a queue is only ever made.
        if (IsOfBlobs(path))
        {
            return "blob";
        }

        return verb switch
        {
            "GET" when path.Contains("()", StringComparison.Ordinal) => "table query",
            "GET" => "table read",
            "POST" => "table insert",
            "DELETE" => "table delete",
            _ => "table write",
        };
    }

    private static bool IsOfBlobs(string path) =>
        Subject(path) is var first
        && first.Contains('-', StringComparison.Ordinal)
        && (path.Contains("restype=container", StringComparison.Ordinal) || path.StartsWith(first + "/", StringComparison.Ordinal));

    private static string Subject(string path)
    {
        var end = path.IndexOfAny(['(', '/', '?', '\'']);
        return end < 0 ? path : path[..end];
    }

    [GeneratedRegex("\"(?<verb>[A-Z]+) /(?<account>[a-z0-9]+)/(?<path>[^ ]*) HTTP", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Request();
}
