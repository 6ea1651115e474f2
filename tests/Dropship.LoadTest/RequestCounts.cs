namespace Dropship.LoadTest;

/// <summary>Storage transactions by account, kind and table or queue.</summary>
internal sealed record RequestCounts(IReadOnlyDictionary<(string Account, string Kind, string What), long> ByKey)
{
    /// <summary>What was counted since an earlier reading.</summary>
    public RequestCounts Since(RequestCounts earlier) =>
        new(
            ByKey
                .Select(entry => KeyValuePair.Create(entry.Key, entry.Value - earlier.ByKey.GetValueOrDefault(entry.Key)))
                .Where(entry => entry.Value > 0)
                .ToDictionary()
        );

    public long Of(string account) => ByKey.Where(entry => entry.Key.Account == account).Sum(entry => entry.Value);

    public IReadOnlyDictionary<string, long> KindsOf(params IReadOnlyList<string> accounts) =>
        ByKey
            .Where(entry => accounts.Contains(entry.Key.Account))
            .GroupBy(entry => entry.Key.Kind, StringComparer.Ordinal)
            .ToDictionary(kind => kind.Key, kind => kind.Sum(entry => entry.Value), StringComparer.Ordinal);
}
