using Dropship.Core.Orders;

namespace Dropship.Functions.Operations;

/// <summary>What is to be sent once more, by whose wish, and why.</summary>
/// <param name="Who">The person's name.</param>
/// <param name="Lines">Pieces of the store order's lines.</param>
/// <param name="Why">The reason.</param>
public sealed record ResendInput(string Who, IReadOnlyList<LineQuantity> Lines, string Why = "")
{
    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Check()
    {
        var problems = new PersonInput(Who, Why).Check().ToList();
        if (Lines is not { Count: > 0 })
        {
            problems.Add("lines: must name what to send again, by lineId and quantity.");
        }
        else
        {
            problems.AddRange(
                Lines
                    .Where(line => line.Quantity is < 1 or > 10_000)
                    .Select(line => $"lines: the quantity of line {line.LineId} must be between 1 and 10000.")
            );
        }

        return problems;
    }
}
