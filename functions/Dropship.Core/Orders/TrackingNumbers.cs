namespace Dropship.Core.Orders;

/// <summary>Reads what stands where a tracking number should, and tells whether two numbers are one. Pure.</summary>
public static class TrackingNumbers
{
    private static readonly char[] s_separators = [',', ';', '/', '\\', '|', '\n', '、', '，', '；', '。', '&', '+'];

    // What people write in front of a number.
    private static readonly string[] s_labels =
    [
        "国际运单号",
        "运单号码",
        "快递单号",
        "物流单号",
        "运单号",
        "单号",
        "waybill no",
        "tracking no",
        "tracking number",
    ];

    /// <summary>The numbers that a field holds, each once, as they were typed but for blanks, width and what nobody sees.</summary>
    /// <returns>None where the field is empty or holds words, such as 不需要物流, or a placeholder.</returns>
    public static IReadOnlyList<string> Read(string? text)
    {
        var numbers = new List<string>();
        foreach (
            var piece in OutsideText.Fold(text).Split(s_separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
        {
            foreach (var number in Split(WithoutLabel(piece)).Where(IsNumber))
            {
                if (!numbers.Exists(known => AreSame(known, number)))
                {
                    numbers.Add(number);
                }
            }
        }

        return numbers;
    }

    /// <summary>Whether two texts are the same number; letters' case, width, blanks and separators do not count: some stores drop
    /// them.</summary>
    public static bool AreSame(string? one, string? other) =>
        one is not null && other is not null && (one == other || (Key(one) is { Length: > 0 } key && key == Key(other)));

    /// <summary>Whether some numbers hold one.</summary>
    public static bool Holds(this IEnumerable<string> numbers, string? number) => numbers.Any(one => AreSame(one, number));

    /// <summary>A number as it is looked up: its letters and digits, in upper case and usual width.</summary>
    public static string Key(string number) => string.Concat(OutsideText.Fold(number).Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static string WithoutLabel(string piece)
    {
        var label = Array.Find(s_labels, label => piece.StartsWith(label, StringComparison.OrdinalIgnoreCase));
        return label is null ? piece : piece[label.Length..].TrimStart(' ', ':', '.', '#', '是', '为');
    }

    // Blanks inside stand between groups of one number, unless each group is long enough to be a number by itself.
    private static string[] Split(string piece)
    {
        var groups = piece.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return groups.Length > 1 && groups.All(group => group.Length >= 8 && group.Any(char.IsAsciiDigit))
            ? groups
            : [string.Concat(groups)];
    }

    private static bool IsNumber(string text) =>
        text.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' or '.' or '#' or '*')
        && text.Any(sign => char.IsAsciiLetterOrDigit(sign) && sign != '0')
        && (text.Any(char.IsAsciiDigit) || BeginsWithCarrier(text));

    // Words have no digits either; what a carrier's letters lead is none.
    private static bool BeginsWithCarrier(string text) =>
        text.IndexOf('-', StringComparison.Ordinal) is var at and > 0
        && text.Length > at + 3
        && Carriers.Find(null, text[..at]) is not null;
}
