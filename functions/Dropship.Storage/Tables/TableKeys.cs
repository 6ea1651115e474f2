using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dropship.Storage.Tables;

/// <summary>Escapes external texts as table keys, and back.</summary>
internal static class TableKeys
{
    // Forbidden in keys, or unsafe in the address of a row; '~' introduces the escape itself.
    private const string Unsafe = "/\\#?%~'+";

    public static string Escape(string text)
    {
        if (!text.Any(NeedsEscape))
        {
            return text;
        }

        var key = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            if (NeedsEscape(character))
            {
                key.Append('~').Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                key.Append(character);
            }
        }

        return key.ToString();
    }

    public static string Unescape(string key)
    {
        if (!key.Contains('~', StringComparison.Ordinal))
        {
            return key;
        }

        var text = new StringBuilder(key.Length);
        for (var index = 0; index < key.Length; index++)
        {
            if (key[index] == '~')
            {
                text.Append((char)int.Parse(key.AsSpan(index + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                index += 4;
            }
            else
            {
                text.Append(key[index]);
            }
        }

        return text.ToString();
    }

    /// <summary>Maps a text to one of several partitions, always the same one.</summary>
    public static int Spread(string text, int places) => SHA256.HashData(Encoding.UTF8.GetBytes(text))[0] % places;

    private static bool NeedsEscape(char character) => char.IsControl(character) || Unsafe.Contains(character, StringComparison.Ordinal);
}
