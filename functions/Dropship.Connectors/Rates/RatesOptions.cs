namespace Dropship.Connectors.Rates;

/// <summary>Where exchange rates are fetched. Currencies whose rate a person set need none.</summary>
public sealed class RatesOptions
{
    /// <summary>Whether nothing is fetched: only the rates that a person set count.</summary>
    public bool Off { get; set; }

    /// <summary>The daily reference rates of the European Central Bank, as XML.</summary>
    public Uri EuropeanCentralBank { get; set; } = new("https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml");

    /// <summary>A second source, as JSON with yuan as its base; it fills in the currencies that the bank has not. Null for none.</summary>
    public Uri? Second { get; set; } = new("https://open.er-api.com/v6/latest/CNY");

    /// <summary>All that is wrong with it, each sentence after the name of the setting.</summary>
    public IEnumerable<string> Check()
    {
        foreach (var (name, address) in ((string, Uri?)[])[(nameof(EuropeanCentralBank), EuropeanCentralBank), (nameof(Second), Second)])
        {
            if (address is not null && (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)))
            {
                yield return $"{name} must be an https address.";
            }
        }
    }
}
