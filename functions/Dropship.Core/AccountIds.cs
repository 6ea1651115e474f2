using System.Text.RegularExpressions;

namespace Dropship.Core;

/// <summary>The format of account ids. They are part of keys, addresses and logs, so few characters are allowed.</summary>
public static partial class AccountIds
{
    public const string Rule = "2 to 32 characters of a-z, 0-9 and '-', beginning with a letter";

    public static bool IsValid(string? id) => id is not null && Form().IsMatch(id);

    [GeneratedRegex("^[a-z][a-z0-9-]{1,31}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Form();
}
