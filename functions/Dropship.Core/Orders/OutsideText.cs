using System.Globalization;
using System.Text;

namespace Dropship.Core.Orders;

/// <summary>Text as people and programs outside typed it, brought to one form. Pure; takes anything and throws nothing.</summary>
public static class OutsideText
{
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// Full-width letters, digits and signs become the plain ones, every blank becomes a space, every dash a hyphen, and what nobody sees
    /// is left out: control characters, direction marks, zero-width characters, half characters. Blanks at both ends go. Line breaks stay.
    /// </summary>
    public static string Fold(string? text)
    {
        var folded = new StringBuilder(text?.Length ?? 0);
        foreach (var rune in (text ?? string.Empty).EnumerateRunes())
        {
            if (rune.Value is >= 0xFF01 and <= 0xFF5E)
            {
                folded.Append((char)(rune.Value - 0xFEE0));
            }
            else if (rune.Value is '\n' or '\r' or 0x2028 or 0x2029 or 0x85)
            {
                folded.Append('\n');
            }
            else if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator || rune.Value == '\t')
            {
                folded.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DashPunctuation || rune.Value == 0x2212)
            {
                folded.Append('-');
            }
            else if (!IsInvisible(rune))
            {
                folded.Append(rune);
            }
        }

        return folded.ToString().Trim();
    }

    /// <summary>The same as one line of so many characters at the most; empty for nothing.</summary>
    public static string Line(string? text, int mostCharacters)
    {
        var line = Fold(text).Replace('\n', ' ');
        return line.Length <= mostCharacters ? line
            : char.IsHighSurrogate(line[mostCharacters - 1]) ? line[..(mostCharacters - 1)]
            : line[..mostCharacters];
    }

    /// <summary>Whether a text holds what nobody sees: control characters, direction marks, zero-width characters, half
    /// characters.</summary>
    public static bool HasInvisible(string text) => text.EnumerateRunes().Any(IsInvisible);

    private static bool IsInvisible(Rune rune) =>
        rune.Value is Replacement or 0x034F or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.Surrogate
                or UnicodeCategory.OtherNotAssigned;
}
