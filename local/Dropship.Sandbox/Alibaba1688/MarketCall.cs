using System.Globalization;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>One call of the gateway as it came.</summary>
/// <param name="Path">The path that is signed.</param>
/// <param name="Namespace">The namespace in it.</param>
/// <param name="Api">The interface's name.</param>
/// <param name="AppKey">The app's key.</param>
/// <param name="Parameters">All fields of query and form.</param>
/// <param name="Origin">Where the gateway was called, for links in answers.</param>
internal sealed record MarketCall(
    string Path,
    string Namespace,
    string Api,
    string AppKey,
    IReadOnlyDictionary<string, string> Parameters,
    string Origin
)
{
    public string? Text(string name) => Parameters.GetValueOrDefault(name);

    public string Required(string name) =>
        Text(name) is { Length: > 0 } value ? value : throw new MarketRefusal("gw.ParamMissing", $"{name} is missing");

    public int Number(string name, int fallback) =>
        int.TryParse(Text(name), CultureInfo.InvariantCulture, out var number) && number > 0 ? number : fallback;

    public static DateTimeOffset ParseTime(string text, string name) =>
        MarketText.TryParseTime(text, out var time) ? time : throw new MarketRefusal("400", $"{name} invalid: {text}");
}
