namespace Dropship.Functions.Operations;

/// <summary>An alert about which nothing is to be done.</summary>
/// <param name="Key">The alert's key, as the list of alerts shows it.</param>
/// <param name="Who">The person's name.</param>
/// <param name="Why">The reason.</param>
public sealed record AlertSettleInput(string Key, string Who, string Why = "")
{
    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Check() =>
        [
            .. string.IsNullOrWhiteSpace(Key) ? ["key: must be the key of an open alert."] : Array.Empty<string>(),
            .. new PersonInput(Who, Why).CheckWithReason("is kept with the alert"),
        ];
}
