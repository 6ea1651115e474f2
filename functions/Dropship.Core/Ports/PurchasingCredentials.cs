using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dropship.Core.Ports;

/// <summary>Merges new credentials of a purchasing account with the stored ones.</summary>
internal static class PurchasingCredentials
{
    private const string AppSecret = "appSecret";

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

    private static JsonObject? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text, s_options) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
