using System.Net.Mail;
using System.Text.Json;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Planning;
using Dropship.Core.Ports;

namespace Dropship.Functions.Operations;

/// <summary>What a caller gives of a forwarder.</summary>
public sealed record ForwarderAccountInput
{
    private const int LongestCode = 50;
    private const int MostReaders = 20;

    public string DisplayName { get; init; } = string.Empty;

    /// <summary>How it is told of parcels; one of the kinds that are installed.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>Where its warehouse in China is.</summary>
    public ShipTo? Warehouse { get; init; }

    /// <summary>The code that the forwarder needs on each parcel, behind the name; left out when it needs none.</summary>
    public string? MemberCode { get; init; }

    /// <summary>Where its interface is; left out for a kind that has none.</summary>
    public string? Endpoint { get; init; }

    /// <summary>What it asks for each parcel, in yuan; left out for nothing.</summary>
    public decimal? FeePerParcel { get; init; }

    /// <summary>What it asks for each kilogram, in yuan; left out for nothing.</summary>
    public decimal? FeePerKilogram { get; init; }

    /// <summary>The weight that counts while a parcel's own is not known; left out for none.</summary>
    public int? AssumedGrams { get; init; }

    /// <summary>Who gets its mails.</summary>
    public IReadOnlyList<ForwarderReader> Readers { get; init; } = [];

    /// <summary>What the kind needs; left out to keep what is there.</summary>
    public JsonElement? Credentials { get; init; }

    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Check(string accountId, IReadOnlyCollection<string> kinds)
    {
        var problems = new List<string>();
        if (!AccountIds.IsValid(accountId))
        {
            problems.Add($"accountId: must be {AccountIds.Rule}.");
        }

        if (!kinds.Contains(Kind))
        {
            problems.Add($"kind: '{Kind}' is not installed; it must be one of {string.Join(", ", kinds.Order(StringComparer.Ordinal))}.");
        }

        AccountInputs.CheckDisplayName(DisplayName, problems);
        AccountInputs.CheckCredentials(Credentials, problems);
        if (Endpoint is not null)
        {
            AccountInputs.CheckEndpoint(Endpoint, problems);
        }
        else if (Kind == "http")
        {
            problems.Add("endpoint: must say where the forwarder's interface is.");
        }

        if (MemberCode is { } code && (code.Length > LongestCode || OutsideText.HasInvisible(code)))
        {
            problems.Add($"memberCode: must have at most {LongestCode} characters, and no line breaks or invisible characters.");
        }

        CheckFee("feePerParcel", FeePerParcel, problems);
        CheckFee("feePerKilogram", FeePerKilogram, problems);
        if (AssumedGrams is < 1 or > 100_000)
        {
            problems.Add("assumedGrams: must be from 1 to 100000.");
        }

        CheckWarehouse(problems);
        CheckReaders(problems);
        return problems;
    }

    public ForwarderAccount ToAccount(string accountId) =>
        new()
        {
            Id = accountId,
            DisplayName = DisplayName,
            Kind = Kind,
            Warehouse = Warehouse!,
            MemberCode = string.IsNullOrWhiteSpace(MemberCode) ? null : MemberCode.Trim(),
            Endpoint = Endpoint is null ? null : new Uri(Endpoint),
            Rate =
                FeePerParcel is null && FeePerKilogram is null
                    ? null
                    : new ForwarderRate(Yuan(FeePerParcel), Yuan(FeePerKilogram), AssumedGrams),
            Readers = Readers,
        };

    private static Money? Yuan(decimal? amount) => amount is { } yuan ? Money.FromDecimal(yuan, Currencies.Cny) : null;

    private static void CheckFee(string name, decimal? fee, List<string> problems)
    {
        if (fee is < 0 or > 10_000 || fee * 100 != (fee is { } amount ? decimal.Truncate(amount * 100) : null))
        {
            problems.Add($"{name}: must be yuan from 0 to 10000, with at most two decimals.");
        }
    }

    private void CheckWarehouse(List<string> problems)
    {
        if (Warehouse is not { } warehouse)
        {
            problems.Add("warehouse: must be the address in China that suppliers send to.");
            return;
        }

        problems.AddRange(AddressRules.FindMissing(warehouse).Select(field => $"warehouse.{field}: must not be empty."));
        if (AddressRules.RouteTo(warehouse) != PurchaseRoute.Direct)
        {
            problems.Add("warehouse.country: must be CN, HK, MO or TW; 1688's suppliers deliver there.");
        }
    }

    private void CheckReaders(List<string> problems)
    {
        if (Readers.Count > MostReaders)
        {
            problems.Add($"readers: must be at most {MostReaders}.");
        }

        problems.AddRange(
            Readers
                .Where(reader => !MailAddress.TryCreate(reader.Email, out var address) || address.Address != reader.Email)
                .Select(reader => $"readers: '{reader.Email}' is no mail address.")
        );
    }
}
