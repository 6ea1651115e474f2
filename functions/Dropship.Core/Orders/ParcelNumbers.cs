namespace Dropship.Core.Orders;

/// <summary>Splits what the market tells of a parcel by the numbers that stand in its one field. Pure.</summary>
public static class ParcelNumbers
{
    /// <summary>The parcel with its first number, or without one; then one more for each further number, which goes with it.</summary>
    /// <param name="purchase">The purchase order, with the parcels that are known.</param>
    /// <param name="parcel">What the market tells.</param>
    /// <remarks>A number that is known keeps its place, in whatever order the field names them.</remarks>
    public static IReadOnlyList<SupplierParcel> Split(PurchaseOrder purchase, SupplierParcel parcel)
    {
        var numbers = TrackingNumbers.Read(parcel.WaybillNumber);
        var known = new Dictionary<int, string?>();
        for (var place = 0; purchase.Parcels.FirstOrDefault(one => one.ParcelId == IdOf(parcel, place)) is { } one; place++)
        {
            known[place] = one.WaybillNumber;
        }

        var places = new string?[Math.Max(1, Math.Max(known.Count, numbers.Count))];
        var others = new Queue<string>();
        foreach (var number in numbers)
        {
            if (known.FirstOrDefault(place => TrackingNumbers.AreSame(place.Value, number)) is { Value: not null } place)
            {
                places[place.Key] = number;
            }
            else
            {
                others.Enqueue(number);
            }
        }

        for (var place = 0; others.Count > 0; place++)
        {
            if (place == places.Length)
            {
                Array.Resize(ref places, place + 1);
            }

            places[place] ??= others.Dequeue();
        }

        return
        [
            .. places.Select(
                (number, place) =>
                    place == 0
                        ? parcel with
                        {
                            WaybillNumber = number,
                        }
                        : parcel with
                        {
                            ParcelId = IdOf(parcel, place),
                            WaybillNumber = number,
                            FurtherNumberOf = parcel.ParcelId,
                        }
            ),
        ];
    }

    private static string IdOf(SupplierParcel parcel, int place) =>
        place == 0 ? parcel.ParcelId : FormattableString.Invariant($"{parcel.ParcelId}#{place + 1}");
}
