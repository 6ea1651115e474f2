namespace Dropship.Core.Orders;

/// <summary>Phone numbers as people typed them, brought to what a courier in China can dial. Pure.</summary>
public static class Phones
{
    private const int Fewest = 7;
    private const int Most = 15;

    /// <summary>
    /// The number to dial: eleven digits for a mobile number of mainland China, digits with hyphens for a landline there, country code and
    /// digits for any other. Of several numbers a mainland mobile number goes first; an extension is left out.
    /// </summary>
    /// <returns>Null where no number can be made out.</returns>
    public static string? Normalise(string? text)
    {
        var numbers = Runs(OutsideText.Fold(text)).SelectMany(Read).ToList();
        return numbers.Find(IsMainlandMobile) ?? numbers.FirstOrDefault();
    }

    /// <summary>Whether it is a mobile number of mainland China, as <see cref="Normalise"/> gives it.</summary>
    public static bool IsMainlandMobile(string number) =>
        number.Length == 11 && number.All(char.IsAsciiDigit) && number[0] == '1' && number[1] >= '3';

    // Blanks may stand between groups of one number or between two numbers.
    private static IEnumerable<string> Read(string run) => One(run) is { } one ? [one] : run.Split(' ').Select(One).OfType<string>();

    private static string? One(string run)
    {
        var typed = string.Concat(run.Where(sign => char.IsAsciiDigit(sign) || sign == '-')).Trim('-');
        var isInternational = run.TrimStart('(').StartsWith('+') || typed.StartsWith("00", StringComparison.Ordinal);
        var dialled = typed.StartsWith("00", StringComparison.Ordinal) ? typed[2..].TrimStart('-') : typed;
        var withoutExtension = dialled.LastIndexOf('-') is var at and > 0 ? dialled[..at] : dialled;
        foreach (var candidate in (string[])[dialled, withoutExtension])
        {
            var digits = candidate.Replace("-", string.Empty, StringComparison.Ordinal);
            var national = (digits.StartsWith("86", StringComparison.Ordinal) ? digits[2..] : digits).TrimStart('0');
            if (IsMainlandMobile(national))
            {
                return national;
            }
        }

        var all = dialled.Replace("-", string.Empty, StringComparison.Ordinal);
        if (all.Length is < Fewest or > Most || all.Distinct().Count() == 1)
        {
            return null;
        }

        return !isInternational ? dialled
            : all.StartsWith("86", StringComparison.Ordinal) ? Landline(dialled[(dialled.IndexOf('6', StringComparison.Ordinal) + 1)..])
            : all;
    }

    // It is dialled with the zero that goes before its area. What is left without the country's code may be too short for a number.
    private static string? Landline(string typed)
    {
        var number = "0" + typed.TrimStart('-', '0');
        return number.Count(char.IsAsciiDigit) >= Fewest ? number : null;
    }

    // What can be of one number: digits, with the blanks and signs that people put between them.
    private static IEnumerable<string> Runs(string text)
    {
        var start = 0;
        for (var end = 0; end <= text.Length; end++)
        {
            if (end == text.Length || !(char.IsAsciiDigit(text[end]) || text[end] is ' ' or '(' or ')' or '+' or '-' or '.'))
            {
                yield return text[start..end].Trim();
                start = end + 1;
            }
        }
    }
}
