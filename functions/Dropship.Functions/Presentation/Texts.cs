using System.Globalization;
using System.Text.Json;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Functions.Presentation;

/// <summary>The texts of pages and mails in both languages, from <c>Presentation/*.json</c>. Both files have the same names.</summary>
public sealed class Texts
{
    private readonly IReadOnlyDictionary<string, string> _english = Load("en");
    private readonly IReadOnlyDictionary<string, string> _chinese = Load("zh-CN");

    /// <summary>All texts of a language, by name.</summary>
    public IReadOnlyDictionary<string, string> In(Language language) => language == Language.Chinese ? _chinese : _english;

    /// <summary>A sentence with its gaps <c>{name}</c> filled.</summary>
    public string Say(Language language, string name, params IReadOnlyList<(string Gap, string Value)> values)
    {
        var text = In(language)[name];
        foreach (var (gap, value) in values)
        {
            text = text.Replace($"{{{gap}}}", value, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>What a hold reason means, as a sentence.</summary>
    public string What(Language language, string code) => In(language)[$"hold.{code}.what"];

    /// <summary>What to do about a hold reason.</summary>
    public string Todo(Language language, string code) => In(language)[$"hold.{code}.todo"];

    /// <summary>The particulars of a hold: its facts in the language, or its text where it has none.</summary>
    /// <param name="language">The reader's language.</param>
    /// <param name="text">The English text.</param>
    /// <param name="facts">The facts; null when there is only the text.</param>
    public string Detail(Language language, string text, HoldFacts? facts)
    {
        var t = In(language);

        // What was written down as a text alone may be in words that are known.
        facts ??= HoldSentences.Read(text);
        return facts is not null && facts.All.All(fact => t.ContainsKey($"detail.{fact.Sentence}"))
            ? string.Join(
                language == Language.Chinese ? "；" : "; ",
                facts.All.Select(fact =>
                    Say(
                        language,
                        $"detail.{fact.Sentence}",
                        [.. fact.Values.Select(value => (value.Key, Word(language, value.Key, value.Value)))]
                    )
                )
            )
            : text;
    }

    /// <summary>A time as people read it, in the language's own zone: China's for Chinese, UTC otherwise.</summary>
    public static string Time(Language language, DateTimeOffset time) =>
        language == Language.Chinese
            ? time.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm '(北京时间)'", CultureInfo.InvariantCulture)
            : time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The zone of <see cref="Time"/>, named.</summary>
    public static string ZoneOf(Language language) => language == Language.Chinese ? "北京时间" : "UTC";

    /// <summary>A time in the zone that the page names once.</summary>
    public static string ShortTime(Language language, DateTimeOffset time) =>
        time.ToOffset(language == Language.Chinese ? TimeSpan.FromHours(8) : TimeSpan.Zero)
            .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>An amount with thousands separators, such as <c>1,234.50 CNY</c>.</summary>
    public static string Amount(Money amount) =>
        $"{amount.ToDecimal().ToString($"N{Currencies.Decimals(amount.Currency)}", CultureInfo.InvariantCulture)} {amount.Currency}";

    // The names of fields and states have words of their own.
    private string Word(Language language, string gap, string value) =>
        gap switch
        {
            "fields" => string.Join(
                language == Language.Chinese ? "、" : ", ",
                value.Split(", ").Select(field => In(language).TryGetValue($"field.{field}", out var word) ? word : field)
            ),
            "state" => In(language).TryGetValue($"order{value}", out var state) ? state : value,
            _ => value,
        };

    private static Dictionary<string, string> Load(string language)
    {
        using var stream =
            typeof(Texts).Assembly.GetManifestResourceStream($"Dropship.Functions.Presentation.{language}.json")
            ?? throw new InvalidOperationException($"The texts of '{language}' are missing from the build.");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)
            ?? throw new InvalidOperationException($"The texts of '{language}' are empty.");
    }
}
