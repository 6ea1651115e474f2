using System.Globalization;

namespace Dropship.Connectors.Stores.Generic;

/// <summary>Marks of pages: where the next one begins.</summary>
internal static class GenericTimes
{
    public static string MarkBehind(DateTimeOffset last) => (last.UtcTicks + 1).ToString(CultureInfo.InvariantCulture);

    public static DateTimeOffset OfMark(string mark) => new(long.Parse(mark, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
