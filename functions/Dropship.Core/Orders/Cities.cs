using System.Globalization;
using System.Text;

namespace Dropship.Core.Orders;

/// <summary>Compares the city that a trace ends in with where a parcel is to go. Pure.</summary>
public static class Cities
{
    private static readonly char[] s_separators = [',', '，', ' ', '/', '-'];

    /// <summary>Whether it is surely another city: both are known, and written in the same script.</summary>
    /// <param name="end">The city of the trace, perhaps behind its province.</param>
    /// <param name="destination">Where the parcel is to go: its city, with province and district where they are known.</param>
    public static bool AreOther(string? end, params IReadOnlyList<string?> destination)
    {
        var known = Core(CityOf(end));
        var wanted = string.Join(' ', destination.Where(part => !string.IsNullOrWhiteSpace(part)).Select(part => Core(part!)));
        return known.Length > 1
            && wanted.Length > 1
            && IsChinese(known) == IsChinese(wanted)
            && !wanted.Contains(known, StringComparison.Ordinal)
            && !known.Contains(wanted, StringComparison.Ordinal);
    }

    private static string CityOf(string? end)
    {
        var folded = OutsideText.Fold(end);
        if (!IsChinese(folded))
        {
            return folded.Split(',')[0];
        }

        var parts = folded.Split(s_separators, StringSplitOptions.RemoveEmptyEntries);
        return parts.LastOrDefault(part => part.EndsWith('市')) ?? parts.LastOrDefault() ?? string.Empty;
    }

    // Accents and the words for city and district make no other city.
    private static string Core(string text)
    {
        var plain = new StringBuilder();
        foreach (var sign in OutsideText.Fold(text).Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(sign) != UnicodeCategory.NonSpacingMark && (char.IsLetter(sign) || sign == ' '))
            {
                plain.Append(sign is 'đ' or 'Đ' ? 'D' : char.ToUpperInvariant(sign));
            }
        }

        var core = plain.ToString().Trim();
        return IsChinese(core)
            ? core.Replace("市", string.Empty, StringComparison.Ordinal)
            : core.Replace(" ", string.Empty, StringComparison.Ordinal);
    }

    private static bool IsChinese(string text) => text.Any(sign => sign is >= '\u4E00' and <= '\u9FFF');
}
