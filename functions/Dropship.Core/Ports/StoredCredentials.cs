using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dropship.Core.Ports;

/// <summary>What the app itself reads of the credentials in a secret; the rest is the connector's.</summary>
internal static class StoredCredentials
{
    private const string AppSecret = "appSecret";

    // Where the consent has an end of its own, the refresh token's is another one.
    private static readonly string[] s_consentEnds = ["consentEndsAt", "refreshTokenExpiresAt"];
    private static readonly string[] s_tokens = ["accessToken", "refreshToken"];

    // The connector takes names in any case, so that another spelling must not stand beside the first.
    private static readonly JsonNodeOptions s_options = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Adds to the given credentials what they leave out and is known. With a token of its own, a new authorisation begins: of the
    /// old one only the app's secret is kept.</summary>
    /// <param name="given">What was given, as JSON.</param>
    /// <param name="stored">What is known; null for nothing.</param>
    public static string Complete(string given, string? stored)
    {
        if (stored is null || Read(given) is not { } whole || Read(stored) is not { } known)
        {
            return given;
        }

        // Tokens of two authorisations may be those of two customers.
        var isNewAuthorisation = s_tokens.Any(whole.ContainsKey);
        foreach (var (name, value) in known)
        {
            if (!whole.ContainsKey(name) && (!isNewAuthorisation || string.Equals(name, AppSecret, StringComparison.OrdinalIgnoreCase)))
            {
                whole[name] = value?.DeepClone();
            }
        }

        return whole.ToJsonString();
    }

    /// <summary>When the consent ends by which the account lets the app in, and a person must give it anew; null when nobody
    /// says.</summary>
    /// <param name="stored">The secret; null for none.</param>
    public static DateTimeOffset? ConsentEndOf(string? stored) =>
        stored is not null && Read(stored) is { } known
            ? s_consentEnds.Select(name => TimeOf(known[name])).FirstOrDefault(end => end is not null)
            : null;

    private static DateTimeOffset? TimeOf(JsonNode? node) =>
        node is JsonValue value
        && value.TryGetValue<string>(out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
            ? end
            : null;

    private static JsonObject? Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            // Of a name that is there twice the last one counts, as it does for the connector.
            var read = new JsonObject(s_options);
            foreach (var field in json.RootElement.EnumerateObject())
            {
                read[field.Name] = JsonNode.Parse(field.Value.GetRawText(), s_options);
            }

            return read;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
