using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Rates;

/// <summary>The euro reference rates of the European Central Bank: one document a working day, with how much of a currency one euro
/// is.</summary>
internal sealed class EuropeanCentralBank(ApiClient client, Uri address) : IRateSource
{
    private const string Euro = "EUR";

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 1_000_000,
    };

    public string Name => "European Central Bank";

    public Task<CallResult<IReadOnlyDictionary<string, FetchedRate>>> ReadAsync(CancellationToken cancellationToken) =>
        RateCalls.ReadAsync(client, Name, address, reply => Read(reply.Body), cancellationToken);

    private static (DateOnly Day, IReadOnlyDictionary<string, decimal> YuanPerUnit) Read(byte[] body)
    {
        var cubes = Parse(body).Descendants().Where(element => element.Name.LocalName == "Cube").ToList();
        if (
            cubes.Find(cube => cube.Attribute("time") is not null) is not { } day
            || !DateOnly.TryParseExact(
                day.Attribute("time")!.Value,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            )
        )
        {
            throw new UnreadableReplyException("the rates have no day");
        }

        var perEuro = new Dictionary<string, decimal>(StringComparer.Ordinal) { [Euro] = 1 };
        foreach (var cube in day.Elements())
        {
            if (
                cube.Attribute("currency")?.Value is { } currency
                && decimal.TryParse(
                    cube.Attribute("rate")?.Value,
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var rate
                )
            )
            {
                perEuro[currency] = rate;
            }
        }

        return (date, RateCalls.Cross(perEuro));
    }

    private static XDocument Parse(byte[] body)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body), s_settings);
            return XDocument.Load(reader);
        }
        catch (XmlException)
        {
            throw new UnreadableReplyException($"{body.Length} bytes that are not XML");
        }
    }
}
