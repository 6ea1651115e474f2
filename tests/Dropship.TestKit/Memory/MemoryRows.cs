using System.Globalization;

namespace Dropship.TestKit.Memory;

/// <summary>Rows with versions in the order of their keys, as a table has them: a write under an old version writes nothing.</summary>
public sealed class MemoryRows<T>(Func<T, string> keyOf, Func<T, string?> versionOf, Func<T, string, T> withVersion)
    where T : class
{
    private readonly SortedDictionary<string, T> _rows = new(StringComparer.Ordinal);
    private int _version;

    public IReadOnlyCollection<T> All => _rows.Values;

    public T? Find(string key) => _rows.GetValueOrDefault(key);

    public bool TrySave(T row)
    {
        var key = keyOf(row);
        var known = Find(key);
        if ((known is null ? null : versionOf(known)) != versionOf(row))
        {
            return false;
        }

        _rows[key] = withVersion(row, (++_version).ToString(CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Writes rows that are there, all of them or none.</summary>
    /// <returns>The rows under their new versions; null when one was written or removed meanwhile.</returns>
    public IReadOnlyList<T>? TrySaveAll(IReadOnlyList<T> rows)
    {
        if (rows.Any(row => Find(keyOf(row)) is not { } known || versionOf(known) != versionOf(row)))
        {
            return null;
        }

        foreach (var row in rows)
        {
            TrySave(row);
        }

        return [.. rows.Select(row => Find(keyOf(row))!)];
    }

    public bool Remove(string key) => _rows.Remove(key);
}
