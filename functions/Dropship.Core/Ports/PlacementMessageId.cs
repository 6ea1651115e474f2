using System.Globalization;
using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>
/// What calls for a look at a purchase order. The queue drops a message under the name of one of the last minutes, although that one may
/// have been handled since. So the same call has the same name, whoever makes it, and none has the name of one that was answered.
/// </summary>
public readonly record struct PlacementMessageId
{
    private PlacementMessageId(string name, DateTimeOffset? notBefore)
    {
        Name = name;
        NotBefore = notBefore;
    }

    /// <summary>Its name among the calls for one purchase order.</summary>
    public string Name { get; }

    /// <summary>When it is handed out; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; }

    /// <summary>It is planned, and is placed at once.</summary>
    public static PlacementMessageId Planned(PurchaseOrder purchase) =>
        new(string.Create(CultureInfo.InvariantCulture, $"planned-{purchase.StateSince.ToUnixTimeMilliseconds()}"), null);

    /// <summary>Its order changed while it was handled: it is reviewed again at once.</summary>
    public static PlacementMessageId Changed(Order order) =>
        new(string.Create(CultureInfo.InvariantCulture, $"event-{order.EventCount}"), null);

    /// <summary>There is something to do at a time, which must be further ahead than clocks differ: the present may be the time of the very
    /// message that is in hand.</summary>
    public static PlacementMessageId At(DateTimeOffset time) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{time.ToUnixTimeMilliseconds()}"), time);
}
