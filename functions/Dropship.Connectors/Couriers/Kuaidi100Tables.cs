using System.Collections.Frozen;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Couriers;

/// <summary>Kuaidi100's carriers and states.</summary>
internal static class Kuaidi100Tables
{
    public const string Source = "kuaidi100";

    public static CarrierCodes Carriers { get; } =
        new(
            ("SF", "shunfeng"),
            ("ZTO", "zhongtong"),
            ("YTO", "yuantong"),
            ("STO", "shentong"),
            ("YUNDA", "yunda"),
            ("JT", "jtexpress"),
            ("CHINAPOST", "ems"),
            ("CHINAPOST", "youzhengguonei"),
            ("CHINAPOST", "youzhengbk"),
            ("CHINAPOST", "youzhengdsbk"),
            ("JD", "jd"),
            ("DEPPON", "debangkuaidi"),
            ("BEST", "huitongkuaidi"),
            ("DANNIAO", "danniao"),
            ("ANE", "annengwuliu"),
            ("KYE", "kuayue"),
            ("TTK", "tiantian"),
            ("ZJS", "zhaijisong"),
            ("UC", "youshuwuliu"),
            ("4PX", "disifang"),
            ("SFC", "santaisudi")
        );

    private static readonly FrozenDictionary<string, (ParcelStatus Status, ParcelSubStatus SubStatus)> s_states = new Dictionary<
        string,
        (ParcelStatus, ParcelSubStatus)
    >(StringComparer.Ordinal)
    {
        ["0"] = (ParcelStatus.InTransit, ParcelSubStatus.None),
        ["1001"] = (ParcelStatus.InTransit, ParcelSubStatus.None),
        ["1002"] = (ParcelStatus.InTransit, ParcelSubStatus.None),
        ["1003"] = (ParcelStatus.InTransit, ParcelSubStatus.None),
        ["1"] = (ParcelStatus.InTransit, ParcelSubStatus.PickedUp),
        ["101"] = (ParcelStatus.InfoReceived, ParcelSubStatus.None),
        ["102"] = (ParcelStatus.InfoReceived, ParcelSubStatus.None),
        ["103"] = (ParcelStatus.InTransit, ParcelSubStatus.PickedUp),
        ["2"] = (ParcelStatus.Exception, ParcelSubStatus.None),
        ["201"] = (ParcelStatus.Exception, ParcelSubStatus.Delayed),
        ["202"] = (ParcelStatus.Exception, ParcelSubStatus.Delayed),
        ["203"] = (ParcelStatus.Exception, ParcelSubStatus.Rejected),
        ["204"] = (ParcelStatus.AttemptFailed, ParcelSubStatus.None),
        ["205"] = (ParcelStatus.Exception, ParcelSubStatus.NobodyThere),
        ["206"] = (ParcelStatus.AttemptFailed, ParcelSubStatus.NobodyThere),
        ["207"] = (ParcelStatus.Exception, ParcelSubStatus.AddressWrong),
        ["208"] = (ParcelStatus.Exception, ParcelSubStatus.Delayed),
        ["209"] = (ParcelStatus.Exception, ParcelSubStatus.Damaged),
        ["210"] = (ParcelStatus.Exception, ParcelSubStatus.Cancelled),
        ["3"] = (ParcelStatus.Delivered, ParcelSubStatus.None),
        ["301"] = (ParcelStatus.Delivered, ParcelSubStatus.None),
        ["302"] = (ParcelStatus.Delivered, ParcelSubStatus.None),
        ["303"] = (ParcelStatus.Delivered, ParcelSubStatus.None),
        ["304"] = (ParcelStatus.Delivered, ParcelSubStatus.None),
        ["4"] = (ParcelStatus.Exception, ParcelSubStatus.Returned),
        ["401"] = (ParcelStatus.Exception, ParcelSubStatus.Cancelled),
        ["5"] = (ParcelStatus.OutForDelivery, ParcelSubStatus.None),
        ["501"] = (ParcelStatus.AvailableForPickup, ParcelSubStatus.None),
        ["6"] = (ParcelStatus.Exception, ParcelSubStatus.Returning),
        ["7"] = (ParcelStatus.InTransit, ParcelSubStatus.None),
        ["8"] = (ParcelStatus.InTransit, ParcelSubStatus.Customs),
        ["10"] = (ParcelStatus.InTransit, ParcelSubStatus.Customs),
        ["11"] = (ParcelStatus.InTransit, ParcelSubStatus.Customs),
        ["12"] = (ParcelStatus.InTransit, ParcelSubStatus.Customs),
        ["13"] = (ParcelStatus.Exception, ParcelSubStatus.CustomsHeld),
        ["14"] = (ParcelStatus.Exception, ParcelSubStatus.Rejected),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a state means; null when it is not known.</summary>
    public static (ParcelStatus Status, ParcelSubStatus SubStatus)? State(string word) =>
        s_states.TryGetValue(word, out var known) ? known : null;
}
