using System.Collections.Frozen;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Couriers;

/// <summary>The codes that one service has for carriers, both ways.</summary>
internal sealed class CarrierCodes
{
    private readonly FrozenDictionary<string, string> _codes;
    private readonly FrozenDictionary<string, Carrier> _carriers;

    /// <param name="codes">Our code, the service's code. Of several codes for one carrier the first is sent, and all are read.</param>
    public CarrierCodes(params IReadOnlyList<(string Own, string Code)> codes)
    {
        _codes = codes.DistinctBy(pair => pair.Own).ToFrozenDictionary(pair => pair.Own, pair => pair.Code, StringComparer.Ordinal);
        _carriers = codes.ToFrozenDictionary(pair => pair.Code, pair => Carriers.Get(pair.Own), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The service's code; null for a carrier that it does not have, or whose code is not known here.</summary>
    public string? Of(Carrier? carrier) => carrier is null ? null : _codes.GetValueOrDefault(carrier.Code);

    /// <summary>The carrier of one of the service's codes; null for one that is not known here.</summary>
    public Carrier? Find(string? code) => code is null ? null : _carriers.GetValueOrDefault(code);
}
