using System.Globalization;

namespace Dropship.Simulation.Ports;

/// <summary>Rows with versions, as a table has them: who writes under an old version writes nothing.</summary>
internal sealed class Rows<T>(Func<T, string> keyOf, Func<T, string?> versionOf, Func<T, string, T> withVersion)
    where T : class
{
    private readonly SortedDictionary<string, T> _rows = new(StringComparer.Ordinal);
    private int _version;

    public IReadOnlyCollection<T> All => _rows.Values;

    public T? Find(string key) => _rows.GetValueOrDefault(key);

    public bool TrySave(T row)
    {
        var known = Find(keyOf(row));
        if ((known is null ? null : versionOf(known)) != versionOf(row))
        {
            return false;
        }

        _rows[keyOf(row)] = withVersion(row, (++_version).ToString(CultureInfo.InvariantCulture));
        return true;
    }

    public bool Remove(string key) => _rows.Remove(key);
}
