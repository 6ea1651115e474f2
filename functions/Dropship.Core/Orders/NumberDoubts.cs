namespace Dropship.Core.Orders;

/// <summary>Says what speaks against the numbers of parcels. Pure.</summary>
public static class NumberDoubts
{
    /// <summary>What is doubted of a purchase order's numbers; null when nothing is.</summary>
    public static HoldDetail? DetailOf(PurchaseOrder purchase) =>
        purchase.Parcels.SelectMany(ListWords).Aggregate((HoldDetail?)null, (all, one) => all?.And(one) ?? one);

    /// <summary>The carrier's name, or a dash.</summary>
    public static string NameOf(Parcel parcel) =>
        Carriers.NameOf(parcel.CarrierName, parcel.CarrierCode) is { Length: > 0 } name ? name : "–";

    private static IEnumerable<HoldDetail> ListWords(Parcel parcel)
    {
        if (parcel.Doubt is { } doubt && WordsOf(parcel, doubt) is { } words)
        {
            yield return words;
        }

        foreach (var finding in parcel.IsDoubted ? parcel.Findings : [])
        {
            yield return WordsOf(parcel, finding);
        }
    }

    // The number's form; null for what was found beside it.
    private static HoldDetail? WordsOf(Parcel parcel, NumberDoubt doubt)
    {
        var (number, carrier) = (parcel.WaybillNumber!, NameOf(parcel));
        return doubt switch
        {
            NumberDoubt.UnknownCarrier => HoldSentences.CarrierUnknown.With(("number", number), ("carrier", carrier)),
            NumberDoubt.OtherCarrier => HoldSentences.CarrierOther.With(
                ("number", number),
                ("carrier", carrier),
                ("other", CarrierNumbers.Detect(number)!.EnglishName)
            ),
            NumberDoubt.CheckDigit => HoldSentences.CheckDigitWrong.With(("number", number), ("carrier", carrier)),
            NumberDoubt.Filler => HoldSentences.NumberFiller.With(("number", number), ("carrier", carrier)),
            _ => null,
        };
    }

    private static HoldDetail WordsOf(Parcel parcel, NumberFinding finding)
    {
        var sentence = finding.Doubt switch
        {
            NumberDoubt.UsedElsewhere => HoldSentences.NumberShared,
            NumberDoubt.OlderScan => HoldSentences.ScanOlder,
            NumberDoubt.OtherCity => HoldSentences.CityOther,
            var doubt => throw new InvalidOperationException($"{doubt} is no finding."),
        };
        return sentence.With(("number", parcel.WaybillNumber!), ("carrier", NameOf(parcel)), ("fact", finding.Fact));
    }
}
