using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;

namespace Dropship.Functions.Operations;

/// <summary>A forwarder's shipment as a person enters it.</summary>
public sealed record ShipmentInput
{
    private const int LongestNumber = 60;
    private const int LongestCarrier = 100;
    private const int HeaviestGrams = 1_000_000;

    /// <summary>The customer's tracking number.</summary>
    public string Number { get; init; } = string.Empty;

    public string Carrier { get; init; } = string.Empty;

    /// <summary>The purchase order, or the waybill of one of its parcels; left out for all of the order that waits.</summary>
    public string? Reference { get; init; }

    /// <summary>Pieces of the store order's lines; left out for all that is left.</summary>
    public IReadOnlyList<LineQuantity> Lines { get; init; } = [];

    /// <summary>The number that it takes the place of; left out for a further one.</summary>
    public string? Replaces { get; init; }

    public int? WeightGrams { get; init; }

    /// <summary>What the forwarder asks for it, in <see cref="FeeCurrency"/>.</summary>
    public decimal? Fee { get; init; }

    public string FeeCurrency { get; init; } = Currencies.Cny;

    public string Who { get; init; } = string.Empty;

    public string Why { get; init; } = string.Empty;

    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Check()
    {
        var problems = new PersonInput(Who, Why).Check().ToList();
        if (Number.Length > LongestNumber || TrackingNumbers.Read(Number).Count != 1)
        {
            problems.Add("number: must be one tracking number.");
        }

        if (string.IsNullOrWhiteSpace(Carrier) || Carrier.Length > LongestCarrier || OutsideText.HasInvisible(Carrier))
        {
            problems.Add($"carrier: must name who transports it, with at most {LongestCarrier} characters.");
        }

        problems.AddRange(
            Lines
                .Where(line => line.Quantity is < 1 or > 10_000)
                .Select(line => $"lines: the quantity of line {line.LineId} must be between 1 and 10000.")
        );
        if (WeightGrams is < 1 or > HeaviestGrams)
        {
            problems.Add($"weightGrams: must be between 1 and {HeaviestGrams}.");
        }

        if (!Currencies.IsKnown(FeeCurrency))
        {
            problems.Add($"feeCurrency: '{FeeCurrency}' is not a currency that is known here.");
        }
        else if (Fee is { } fee && (fee is < 0 or > 1_000_000 || decimal.Round(fee, 2) != fee))
        {
            problems.Add("fee: must be at least 0, with at most two decimals.");
        }

        return problems;
    }

    public EnteredShipment ToEntered() =>
        new()
        {
            TrackingNumber = Number,
            CarrierName = Carrier.Trim(),
            Reference = string.IsNullOrWhiteSpace(Reference) ? null : Reference.Trim(),
            Lines = Lines,
            Replaces = string.IsNullOrWhiteSpace(Replaces) ? null : Replaces.Trim(),
            WeightGrams = WeightGrams,
            Fee = Fee is { } fee ? Money.FromDecimal(fee, FeeCurrency) : null,
            Who = Who,
            Why = new PersonInput(Who, Why).WhyOr("entered by hand"),
        };
}
