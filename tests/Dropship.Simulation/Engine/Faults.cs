namespace Dropship.Simulation.Engine;

/// <summary>
/// Decides when something goes wrong. Each seed draws its own weather: which faults there are, and how often; so that rare ones also come
/// alone and thick.
/// </summary>
internal sealed class Faults
{
    private static readonly (Fault Fault, double Rate)[] s_menu =
    [
        (Fault.CrashBefore, 0.002),
        (Fault.CrashAfter, 0.002),
        (Fault.HostCrash, 0.0003),
        (Fault.StorageBusy, 0.003),
        (Fault.StorageAnswerLost, 0.004),
        (Fault.CallLost, 0.015),
        (Fault.AnswerLost, 0.03),
        (Fault.LateArrival, 0.03),
        (Fault.RateLimited, 0.015),
        (Fault.ServerError, 0.02),
        (Fault.ErrorBody, 0.004),
        (Fault.ChangedShape, 0.01),
        (Fault.EmptyList, 0.05),
        (Fault.MessageDoubled, 0.03),
        (Fault.MessageLate, 0.03),
        (Fault.LeaseLost, 0.02),
        (Fault.EventDoubled, 0.03),
        (Fault.EventLate, 0.03),
        (Fault.EventLost, 0.03),
        (Fault.ActivityDoubled, 0.02),
        (Fault.CheckpointBroken, 0.02),
        (Fault.StartRaced, 0.1),
        (Fault.DeliveryDropped, 0.2),
        (Fault.DeliveryDoubled, 0.1),
        (Fault.DeliveryLate, 0.1),
        (Fault.ClockLeap, 0.02),
        (Fault.ClockSkew, 0.1),
        (Fault.TokenExpired, 0.01),
        (Fault.PriceChanged, 0.15),
        (Fault.SupplierCloses, 0.05),
        (Fault.StoreCancels, 0.12),
        (Fault.StoreRefunds, 0.05),
        (Fault.StoreRefundsInPart, 0.05),
        (Fault.AddressChanged, 0.1),
        (Fault.FulfilledElsewhere, 0.06),
        (Fault.OrderMalformed, 0.04),
        (Fault.LinkScanned, 0.3),
        (Fault.DecidedTwice, 0.1),
        (Fault.OldLinkUsed, 0.1),
        (Fault.WaybillMissing, 0.1),
        (Fault.WaybillReplaced, 0.1),
        (Fault.ScanMissing, 0.1),
        (Fault.CarrierMistaken, 0.05),
        (Fault.NumberShared, 0.05),
        (Fault.NumberReused, 0.05),
        (Fault.CourierDown, 0.03),
        (Fault.CourierWordUnknown, 0.05),
        (Fault.ParcelFails, 0.1),
        (Fault.ParcelSilent, 0.05),
        (Fault.PlacedInPart, 0.02),
        (Fault.PlacementSplit, 0.15),
        (Fault.MoneyStopped, 0.04),
        (Fault.ApprovalTakenBack, 0.1),
        (Fault.PurchaseCancelled, 0.05),
        (Fault.GoodsLost, 0.05),
    ];

    private readonly double[] _rates = new double[s_menu.Length];
    private readonly long[] _struck = new long[s_menu.Length];
    private readonly Dice _dice;

    public Faults(Dice dice)
    {
        _dice = dice;
        double[] weathers = [0.3, 1, 1, 2.5];
        foreach (var (fault, rate) in s_menu)
        {
            _rates[(int)fault] = dice.Chance(0.25) ? 0 : Math.Min(0.6, rate * dice.Pick(weathers));
        }
    }

    /// <summary>Whether anything goes wrong at all; once it is false the world is sound.</summary>
    public bool IsOn { get; set; } = true;

    public IReadOnlyList<long> Struck => _struck;

    public bool Strike(Fault fault)
    {
        if (!IsOn || !_dice.Chance(_rates[(int)fault]))
        {
            return false;
        }

        _struck[(int)fault]++;
        return true;
    }

    /// <summary>Whether this seed has the fault.</summary>
    public bool Has(Fault fault) => _rates[(int)fault] > 0;
}
