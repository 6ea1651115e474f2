using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>Maps purchases to 1688's parameters. Pure.</summary>
internal static class AlibabaRequests
{
    public const int LongestAddress = 200;
    public const int LongestMessage = 500;

    private const string UnknownPostCode = "000000";

    // Chinese is sent as it is; the same text is signed and sent.
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Why 1688 cannot deliver to an address; null if it can.</summary>
    public static string? AddressProblem(ShipTo shipTo) =>
        shipTo.Country is not ("CN" or "HK" or "MO" or "TW") ? $"1688 delivers inside China; the address is in {shipTo.Country}"
        : shipTo.FullName.Trim().Length < 2 ? "the receiver's name is missing or too short"
        : Phones.Normalise(shipTo.Mobile) is null && Phones.Normalise(shipTo.Phone) is null ? "there is no phone number that can be dialled"
        : ChineseRegions.ProvinceOf(shipTo.Country, shipTo.Province) is null
        || ChineseRegions.CityOf(shipTo.Country, shipTo.Province, shipTo.City) is null
            ? "province or city is missing"
        : Street(shipTo).Length is 0 or > LongestAddress ? $"the street is missing or longer than {LongestAddress} characters"
        : null;

    public static string Address(ShipTo shipTo)
    {
        var mobile = Phones.Normalise(shipTo.Mobile) ?? string.Empty;
        var phone = Phones.Normalise(shipTo.Phone) ?? string.Empty;
        return new JsonObject
        {
            ["fullName"] = shipTo.FullName.Trim(),
            ["mobile"] = mobile.Length > 0 ? mobile : phone,
            ["phone"] = mobile.Length > 0 ? phone : string.Empty,
            ["postCode"] = string.IsNullOrWhiteSpace(shipTo.PostCode) ? UnknownPostCode : shipTo.PostCode.Trim(),
            ["provinceText"] = ChineseRegions.ProvinceOf(shipTo.Country, shipTo.Province),
            ["cityText"] = ChineseRegions.CityOf(shipTo.Country, shipTo.Province, shipTo.City),
            ["areaText"] = shipTo.District?.Trim() ?? string.Empty,
            ["townText"] = shipTo.Town?.Trim() ?? string.Empty,
            ["address"] = Street(shipTo),
        }.ToJsonString(s_json);
    }

    public static string Cargo(IEnumerable<SupplierLine> lines) =>
        new JsonArray([
            .. lines.Select(line =>
            {
                var cargo = new JsonObject();

                // An offer that is known only by its encrypted id is named by that one instead.
                if (long.TryParse(line.OfferId, NumberStyles.None, CultureInfo.InvariantCulture, out var offer))
                {
                    cargo["offerId"] = offer;
                }
                else
                {
                    cargo["openOfferId"] = line.OfferId;
                }

                if (line.SpecId is { Length: > 0 } spec)
                {
                    cargo["specId"] = spec;
                }

                cargo["quantity"] = line.Quantity;
                return (JsonNode)cargo;
            }),
        ]).ToJsonString(s_json);

    public static Dictionary<string, string> Preview(PurchasingAccount account, PurchaseRequest request)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["addressParam"] = Address(request.ShipTo),
            ["cargoParamList"] = Cargo(request.Lines),
        };
        Add(parameters, "flow", request.Flow ?? account.Flow);
        return parameters;
    }

    public static Dictionary<string, string> Create(PurchasingAccount account, PurchaseRequest request)
    {
        var parameters = Preview(account, request);
        parameters["outOrderId"] = request.Key;
        Add(parameters, "tradeType", request.TradeType ?? account.TradeType);
        Add(parameters, "message", Cut(request.Message));
        return parameters;
    }

    /// <summary>Order ids as the JSON list of numbers that the market wants.</summary>
    public static string Ids(IEnumerable<string> orderIds) => $"[{string.Join(',', orderIds)}]";

    public static string Json(JsonObject value) => value.ToJsonString(s_json);

    private static void Add(Dictionary<string, string> parameters, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            parameters[name] = value;
        }
    }

    private static string Street(ShipTo shipTo) =>
        string.Join(
            ' ',
            ((string?[])[shipTo.Line1, shipTo.Line2]).Where(part => !string.IsNullOrWhiteSpace(part)).Select(part => part!.Trim())
        );

    /// <summary>Removes control characters and keeps surrogate pairs whole.</summary>
    private static string? Cut(string? message)
    {
        if (message is null)
        {
            return null;
        }

        var clean = string.Concat(message.Where(c => !char.IsControl(c) || c == '\n')).Trim();
        if (clean.Length <= LongestMessage)
        {
            return clean;
        }

        var end = char.IsHighSurrogate(clean[LongestMessage - 1]) ? LongestMessage - 1 : LongestMessage;
        return clean[..end];
    }
}
