using System.Globalization;

namespace Dropship.Connectors.Stores;

/// <summary>
/// The mark of a page of a listing that is ordered by the time of change: where it begins, and which page it is from there. A full page
/// goes on behind its last time, so that orders which change meanwhile push nothing past the reader; only where a whole page bears one time
/// is the next page number taken.
/// </summary>
/// <param name="Start">Seconds since 1970.</param>
/// <param name="Page">The page from there on, from 0.</param>
internal sealed record PageMark(long Start, int Page)
{
    /// <summary>The page of a mark, or the first one.</summary>
    public static PageMark Of(string? mark, DateTimeOffset from)
    {
        if (mark is null)
        {
            return new PageMark(from.ToUnixTimeSeconds(), 0);
        }

        var colon = mark.IndexOf(':', StringComparison.Ordinal);
        return new PageMark(
            long.Parse(mark.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture),
            int.Parse(mark.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture)
        );
    }

    /// <summary>The mark of the next page; null when this one was the last.</summary>
    /// <param name="isFull">Whether the page held as many as it could.</param>
    /// <param name="last">The time of its last order.</param>
    public string? Next(bool isFull, DateTimeOffset? last)
    {
        var end = last?.ToUnixTimeSeconds() ?? Start;
        return !isFull ? null
            : end > Start ? new PageMark(end, 0).ToString()
            : new PageMark(Start, Page + 1).ToString();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start}:{Page}");
}
