using System.Collections.Frozen;

namespace Dropship.Core.Orders;

/// <summary>Makes the address of the page on which anybody can follow a parcel: the carrier's own where it serves all countries, 17TRACK's
/// for all others. Pure.</summary>
/// <param name="own">A page of the seller's for all carriers, where <c>{number}</c> stands for the number; null for none.</param>
public sealed class TrackingPages(string? own)
{
    private const string Number = "{number}";
    private const string OfAll = "https://t.17track.net/en#nums={number}";
    private const string OfAllInChinese = "https://t.17track.net/zh-cn#nums={number}";

    private static readonly FrozenDictionary<string, string> s_pages = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["YUNEXPRESS"] = "https://www.yuntrack.com/parcelTracking?id={number}",
        ["4PX"] = "https://track.4px.com/#/result/0/{number}",
        ["YANWEN"] = "https://track.yw56.com.cn/en/querydel?nums={number}",
        ["CAINIAO"] = "https://global.cainiao.com/newDetail.htm?mailNoList={number}",
        ["UPS"] = "https://www.ups.com/track?tracknum={number}",
        ["DHL"] = "https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}",
        ["FEDEX"] = "https://www.fedex.com/fedextrack/?trknbr={number}",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The page of a number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="carrierName">The carrier's name; null when it is not known.</param>
    /// <param name="carrierCode">The carrier's code; null when it is not known.</param>
    /// <param name="language">The reader's language, where the page has several.</param>
    public Uri Of(string number, string? carrierName = null, string? carrierCode = null, Language language = Language.English)
    {
        var page =
            own
            ?? (Carriers.Find(carrierName, carrierCode, number) is { } carrier ? s_pages.GetValueOrDefault(carrier.Code) : null)
            ?? (language == Language.Chinese ? OfAllInChinese : OfAll);
        return new Uri(page.Replace(Number, Uri.EscapeDataString(number), StringComparison.Ordinal));
    }

    /// <summary>The page of a parcel's number; null while it has none.</summary>
    public Uri? Of(Parcel parcel, Language language) =>
        parcel.WaybillNumber is { } number ? Of(number, parcel.CarrierName, parcel.CarrierCode, language) : null;
}
