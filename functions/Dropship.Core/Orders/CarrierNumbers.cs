using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Dropship.Core.Orders;

/// <summary>
/// What the form of a tracking number says of its carrier. Several carriers share most forms, so that a form alone proves nothing: it only
/// shows when a number cannot be what it is said to be. Pure.
/// </summary>
/// <remarks>
/// The forms are those that are seen in practice, not published ones. Numbers of the postal union (S10) carry a check digit.
/// </remarks>
public static partial class CarrierNumbers
{
    private const string Postal = "CHINAPOST";

    // ISO 3166: a postal number ends with its country. Numbers of other carriers that look alike do not.
    private static readonly FrozenSet<string> s_countries = (
        "AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK "
        + "CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ "
        + "GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
        + "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE "
        + "PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH "
        + "TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    // What no other carrier's numbers look like.
    private static readonly (string Code, Regex Form)[] s_own =
    [
        ("SF", SfOwn()),
        ("YTO", YtoOwn()),
        ("JT", JtOwn()),
        ("JD", JdOwn()),
        ("DEPPON", DepponOwn()),
        ("YUNEXPRESS", YunExpressOwn()),
        ("UPS", UpsOwn()),
    ];

    // Carriers that give their parcels, in part, to another one: numbers of that one are right.
    private static readonly (string Named, string Carries)[] s_partners = [("BEST", "JT"), ("DEPPON", "JD"), ("JD", "DEPPON")];

    // Those that only arrange the transport.
    private static readonly string[] s_agents = ["CAINIAO", "DANNIAO"];

    /// <summary>The carrier whose numbers alone have this form; null when several or none have it.</summary>
    public static Carrier? Detect(string number)
    {
        var text = Clean(number);
        var own = Array.Find(s_own, one => one.Form.IsMatch(text)).Code;
        return own is not null ? Carriers.Get(own)
            : IsPostal(text) && HasPostalCheckDigit(text) && text.EndsWith("CN", StringComparison.Ordinal) ? Carriers.Get(Postal)
            : null;
    }

    /// <summary>What speaks against a number as the carrier's; null when nothing does.</summary>
    /// <param name="carrierName">The carrier as the supplier names it.</param>
    /// <param name="carrierCode">The supplier's code of it; null when there is none.</param>
    /// <param name="number">The number.</param>
    public static NumberDoubt? DoubtOf(string? carrierName, string? carrierCode, string number)
    {
        var text = Clean(number);
        if (text.Length >= 6 && text.Distinct().Count() == 1)
        {
            return NumberDoubt.Filler;
        }

        if (IsPostal(text) && !HasPostalCheckDigit(text))
        {
            return NumberDoubt.CheckDigit;
        }

        var looksLike = Detect(number);
        if (Carriers.Find(carrierName, carrierCode) is not { } named)
        {
            return looksLike is null && OutsideText.Fold(carrierName + carrierCode).Length > 0 ? NumberDoubt.UnknownCarrier : null;
        }

        return looksLike is null || MayCarry(named, looksLike) ? null : NumberDoubt.OtherCarrier;
    }

    /// <summary>Whether one carrier's parcels may be on their way with another: it is the same one, an agent, or a partner.</summary>
    public static bool MayCarry(Carrier? named, Carrier carries) =>
        named is not null
        && (named.Code == carries.Code || s_agents.Contains(named.Code) || s_partners.Contains((named.Code, carries.Code)));

    private static string Clean(string number) =>
        string.Concat(OutsideText.Fold(number).ToUpperInvariant().Where(sign => !char.IsWhiteSpace(sign)));

    private static bool IsPostal(string text) => PostalForm().IsMatch(text) && s_countries.Contains(text[^2..]);

    private static bool HasPostalCheckDigit(string text)
    {
        ReadOnlySpan<int> weights = [8, 6, 4, 2, 3, 5, 9, 7];
        var sum = 0;
        for (var at = 0; at < weights.Length; at++)
        {
            sum += (text[2 + at] - '0') * weights[at];
        }

        var check = (11 - (sum % 11)) switch
        {
            10 => 0,
            11 => 5,
            var digit => digit,
        };
        return text[10] - '0' == check;
    }

    [GeneratedRegex(@"^[A-Z]{2}\d{9}[A-Z]{2}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PostalForm();

    [GeneratedRegex(@"^SF\d{12,13}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SfOwn();

    [GeneratedRegex(@"^YT\d{13}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex YtoOwn();

    [GeneratedRegex(@"^JT\d{12,13}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex JtOwn();

    [GeneratedRegex(@"^JD[A-Z0-9]{2}\d{11}(-\d+-\d+-?)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex JdOwn();

    [GeneratedRegex(@"^DPK\d{11,}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DepponOwn();

    [GeneratedRegex(@"^YT\d{16}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex YunExpressOwn();

    [GeneratedRegex("^1Z[A-Z0-9]{16}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex UpsOwn();
}
