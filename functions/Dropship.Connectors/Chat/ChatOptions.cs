namespace Dropship.Connectors.Chat;

/// <summary>A group that is told what mails tell.</summary>
public sealed class ChatOptions
{
    /// <summary>Our own name for it: letters, digits and '-'.</summary>
    public string Id { get; set; } = string.Empty;

    public ChatKind Kind { get; set; }

    /// <summary>The address that the service gave for the group. Whoever knows it can post: it is a secret.</summary>
    public Uri? Address { get; set; }

    /// <summary>The secret that messages are signed with; null where the group asks for no signature.</summary>
    public string? Secret { get; set; }

    /// <summary>The language of the messages: <c>en</c> or <c>zh-CN</c>.</summary>
    public string Language { get; set; } = "en";

    /// <summary>All that is wrong with it, each sentence after the name of the setting.</summary>
    public IEnumerable<string> Check()
    {
        if (Id.Length == 0 || !Id.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '-'))
        {
            yield return "Id must be a short name of letters, digits and '-'.";
        }

        if (Address is not { IsAbsoluteUri: true } address || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback))
        {
            yield return "Address must be the https address that the service gave for the group.";
        }

        if (Kind == ChatKind.Webhook && string.IsNullOrEmpty(Secret))
        {
            yield return "Secret is missing: a service of your own has to tell our messages from others'.";
        }

        if (Language is not ("en" or "zh-CN"))
        {
            yield return "Language must be en or zh-CN.";
        }
    }
}
