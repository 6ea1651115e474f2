namespace Dropship.Connectors.Tests.Stores.Scenarios;

/// <summary>The order that a scenario wants made.</summary>
/// <param name="Paid">Whether its customer has paid.</param>
/// <param name="Lines">How many lines, of two pieces each.</param>
/// <param name="Currency">Another currency than the shop's; null for that.</param>
/// <param name="Title">The title of its lines; null for the catalogue's.</param>
internal sealed record ScenarioOrder(bool Paid = true, int Lines = 1, string? Currency = null, string? Title = null)
{
    /// <summary>The same as the stand-ins take it.</summary>
    public object Wish =>
        new
        {
            paid = Paid,
            currency = Currency,
            lines = ((string[])["TEE-BLK-M", "MUG-CER-BLU"])
                .Take(Lines)
                .Select(sku => new
                {
                    sku,
                    quantity = 2,
                    title = Title,
                }),
        };
}
