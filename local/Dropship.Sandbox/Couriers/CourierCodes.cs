namespace Dropship.Sandbox.Couriers;

/// <summary>Each service's words and codes for what the carriers know.</summary>
internal static class CourierCodes
{
    public const string Kuaidi100 = "kuaidi100";
    public const string SeventeenTrack = "17track";
    public const string AfterShip = "aftership";

    private static readonly (string Own, string Kuaidi100, int SeventeenTrack, string AfterShip)[] s_carriers =
    [
        ("SF", "shunfeng", 100012, "sf-express"),
        ("ZTO", "zhongtong", 190455, "zto-express"),
        ("YTO", "yuantong", 190157, "yto"),
        ("YUNDA", "yunda", 190341, "yunda-express"),
        ("CHINAPOST", "ems", 3011, "china-post"),
        ("YANWEN", "yanwen", 190012, "yanwen"),
    ];

    public static string Kuaidi100Of(CourierPackage package) => Find(package.Carrier).Kuaidi100;

    public static int SeventeenTrackOf(CourierPackage package) => Find(package.Carrier).SeventeenTrack;

    public static string AfterShipOf(CourierPackage package) => Find(package.Carrier).AfterShip;

    public static string Kuaidi100State(CourierPackage package) =>
        package.OddWord
        ?? (package.State, package.SubState) switch
        {
            ("InfoReceived", _) => "102",
            ("InTransit", "InTransit_PickedUp") => "103",
            ("InTransit", _) => "0",
            ("OutForDelivery", _) => "5",
            ("AvailableForPickup", _) => "501",
            ("DeliveryFailure", _) => "204",
            ("Delivered", _) => "301",
            ("Exception", "Exception_Returning") => "6",
            ("Exception", "Exception_Returned") => "4",
            ("Exception", "Exception_Damage") => "209",
            ("Exception", "Exception_Rejected") => "203",
            ("Exception", _) => "2",
            _ => "0",
        };

    public static (string Tag, string Subtag) AfterShipState(CourierPackage package) =>
        package.OddWord is { } odd
            ? (odd, odd)
            : (package.State, package.SubState) switch
            {
                ("NotFound", _) => ("Pending", "Pending_001"),
                ("DeliveryFailure", _) => ("AttemptFail", "AttemptFail_001"),
                ("InTransit", "InTransit_PickedUp") => ("InTransit", "InTransit_002"),
                ("Exception", "Exception_Returning") => ("Exception", "Exception_010"),
                ("Exception", "Exception_Returned") => ("Exception", "Exception_011"),
                ("Exception", "Exception_Damage") => ("Exception", "Exception_012"),
                ("Exception", "Exception_Lost") => ("Exception", "Exception_013"),
                ("Exception", "Exception_Rejected") => ("Exception", "Exception_003"),
                var (state, _) => (state, $"{state}_001"),
            };

    private static (string Own, string Kuaidi100, int SeventeenTrack, string AfterShip) Find(string carrier) =>
        Array.Find(s_carriers, one => one.Own == carrier) is { Own: not null } known
            ? known
            : (carrier, carrier.ToLowerInvariant(), 0, carrier.ToLowerInvariant());
}
