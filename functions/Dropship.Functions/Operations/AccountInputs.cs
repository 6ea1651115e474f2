using System.Text.Json;
using Dropship.Core.Orders;

namespace Dropship.Functions.Operations;

/// <summary>The rules that the inputs of all accounts have in common.</summary>
internal static class AccountInputs
{
    private const int LongestName = 100;

    public static void CheckDisplayName(string name, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            problems.Add("displayName: must not be empty; mails show it.");
        }
        else if (name.Length > LongestName || OutsideText.HasInvisible(name))
        {
            problems.Add($"displayName: must have at most {LongestName} characters, and no line breaks or invisible characters.");
        }
    }

    public static void CheckEndpoint(string endpoint, List<string> problems)
    {
        if (OutsideText.HasInvisible(endpoint) || !Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || !IsSafe(address))
        {
            problems.Add(
                "endpoint: must be an https address such as https://my-store.example, with nothing secret in it and without a query."
            );
        }
    }

    public static void CheckCredentials(JsonElement? credentials, List<string> problems)
    {
        if (credentials is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
        {
            problems.Add("credentials: must be a JSON object; leave it out to keep the known ones.");
        }
    }

    private static bool IsSafe(Uri address) =>
        (address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback))
        && address.Host.Length > 0
        && address.UserInfo.Length == 0
        && address.Query.Length == 0
        && address.Fragment.Length == 0;
}
