namespace Dropship.Connectors.Wms;

/// <summary>The warehouse system that is told what becomes of purchase orders.</summary>
public sealed class WmsOptions
{
    /// <summary>Where events are posted; null to tell nobody.</summary>
    public Uri? Address { get; set; }

    /// <summary>The secret that they are signed with.</summary>
    public string? Secret { get; set; }

    /// <summary>All that is wrong with it, each sentence after the name of the setting.</summary>
    public IEnumerable<string> Check()
    {
        if (Address is { } address && (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)))
        {
            yield return "Address must be an https address.";
        }

        if ((Address is null) != string.IsNullOrEmpty(Secret))
        {
            yield return "Address and Secret go together: the system has to tell our events from others'.";
        }
    }
}
