using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Dropship.Functions.Http;

/// <summary>Reads the values of a query, and collects those that cannot be read or are not known.</summary>
internal sealed class QueryCheck
{
    // The host's own: a function key may come this way.
    private static readonly string[] s_hosts = ["code", "clientId"];

    private readonly HttpRequest _request;
    private readonly List<string> _problems = [];

    /// <param name="request">The request.</param>
    /// <param name="names">The values that the call takes.</param>
    public QueryCheck(HttpRequest request, params string[] names)
    {
        _request = request;
        foreach (var (name, values) in request.Query)
        {
            if (!names.Concat(s_hosts).Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                _problems.Add(
                    $"{(name.Length <= 50 ? name : $"{name[..50]}…")}: is no query value of this call; {(names.Length == 0 ? "it takes none" : $"it takes {string.Join(", ", names)}")}."
                );
            }
            else if (values.Count > 1)
            {
                _problems.Add($"{name}: stands there {values.Count} times; give it once.");
            }
        }
    }

    /// <summary>All that is wrong so far.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>A value as text; null when it is not given or empty.</summary>
    public string? Text(string name) =>
        _request.Query.TryGetValue(name, out var values) && values is [{ Length: > 0 } value] ? value : null;

    public bool Flag(string name)
    {
        switch (Text(name))
        {
            case null or "false":
                return false;
            case "true":
                return true;
            default:
                Report(name, "must be true or false");
                return false;
        }
    }

    /// <summary>A whole number; null when it is not given.</summary>
    public int? Number(string name, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Report(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));
        return null;
    }

    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        Report(name, "must be a day such as 2026-03-01");
        return null;
    }

    /// <summary>Adds a problem with a value, as the rest of a sentence.</summary>
    public void Report(string name, string problem) => _problems.Add($"{name}: {problem}.");
}
