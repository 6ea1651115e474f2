namespace Dropship.Sandbox.Couriers;

/// <summary>One scan.</summary>
internal sealed class CourierEvent
{
    public DateTimeOffset At { get; set; }

    public string Text { get; set; } = string.Empty;

    public string? City { get; set; }
}
