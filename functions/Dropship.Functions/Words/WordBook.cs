using System.Globalization;
using System.Text.Json;
using Dropship.Core;

namespace Dropship.Functions.Words;

/// <summary>The words of pages and mails in both languages, from <c>Words/*.json</c>. Both files have the same names.</summary>
public sealed class WordBook
{
    private readonly IReadOnlyDictionary<string, string> _english = Load("en");
    private readonly IReadOnlyDictionary<string, string> _chinese = Load("zh-CN");

    /// <summary>All words of a language, by name.</summary>
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

    /// <summary>A time as people read it, in the language's own zone: China's for Chinese, UTC otherwise.</summary>
    public static string Time(Language language, DateTimeOffset time) => language == Language.Chinese
        ? time.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm '(北京时间)'", CultureInfo.InvariantCulture)
        : time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Load(string language)
    {
        using var stream = typeof(WordBook).Assembly.GetManifestResourceStream($"Dropship.Functions.Words.{language}.json")
            ?? throw new InvalidOperationException($"The words of '{language}' are missing from the build.");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream) ?? throw new InvalidOperationException($"The words of '{language}' are empty.");
    }
}
