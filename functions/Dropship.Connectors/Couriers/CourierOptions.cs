namespace Dropship.Connectors.Couriers;

/// <summary>A tracking service that is asked where parcels are.</summary>
public sealed class CourierOptions
{
    /// <summary>Our own name for it: letters, digits and '-'. The address of its callbacks holds it.</summary>
    public string Id { get; set; } = string.Empty;

    public CourierKind Kind { get; set; }

    /// <summary>The key that the service gave.</summary>
    public string? Key { get; set; }

    /// <summary>The customer number beside the key; Kuaidi100 alone has one.</summary>
    public string? Customer { get; set; }

    /// <summary>Signs callbacks: Kuaidi100's salt, which you make up, and AfterShip's webhook secret. 17TRACK signs with the key.</summary>
    public string? Secret { get; set; }

    /// <summary>Signs our calls to AfterShip, where its key asks for signatures; null where it does not.</summary>
    public string? SigningSecret { get; set; }

    /// <summary>Where it is called in the place of its own address.</summary>
    public Uri? Address { get; set; }

    /// <summary>The base of its addresses.</summary>
    internal Uri BaseOr(Uri own) => Address is null ? own : new Uri(Address.AbsoluteUri.TrimEnd('/') + "/");

    /// <summary>All that is wrong with it, each sentence after the name of the setting.</summary>
    public IEnumerable<string> Check()
    {
        if (Id.Length == 0 || !Id.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '-'))
        {
            yield return "Id must be a short name of letters, digits and '-'.";
        }

        if (!Enum.IsDefined(Kind))
        {
            yield return "Kind must be Kuaidi100, SeventeenTrack or AfterShip.";
        }

        if (string.IsNullOrEmpty(Key))
        {
            yield return "Key is missing: the service gives it.";
        }

        if (Kind == CourierKind.Kuaidi100 && string.IsNullOrEmpty(Customer))
        {
            yield return "Customer is missing: Kuaidi100 gives it beside the key.";
        }

        if (Kind is CourierKind.Kuaidi100 or CourierKind.AfterShip && string.IsNullOrEmpty(Secret))
        {
            yield return "Secret is missing: without it nobody can tell the service's callbacks from others'.";
        }

        if (Address is { } address && (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)))
        {
            yield return "Address must be an https address.";
        }
    }
}
