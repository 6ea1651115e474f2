using Dropship.Core.Orders;

namespace Dropship.Functions.Operations;

/// <summary>A tracking number that a person gives by hand.</summary>
/// <param name="Who">The person's name.</param>
/// <param name="Number">The number; one alone.</param>
/// <param name="Carrier">The carrier's name or code.</param>
/// <param name="Why">The reason.</param>
public sealed record NumberInput(string Who, string Number, string Carrier, string Why = "")
{
    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Check()
    {
        var problems = new PersonInput(Who, Why).CheckWithReason("stands in the order's history").ToList();
        if (TrackingNumbers.Read(Number) is not [{ Length: <= 60 }])
        {
            problems.Add("number: must be one tracking number of at most 60 characters.");
        }

        if (Carriers.Find(Carrier, Carrier) is null)
        {
            problems.Add($"carrier: must be one of {string.Join(", ", Carriers.All.Select(carrier => carrier.Code))}, or its name.");
        }

        return problems;
    }
}
