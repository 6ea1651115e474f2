using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>A service that tells where parcels are, whoever carries them.</summary>
public interface ICourierTracking
{
    /// <summary>Our name for it, which its callbacks' address holds.</summary>
    string Id { get; }

    /// <summary>The name that its words are told under, such as <c>17track</c>.</summary>
    string Source { get; }

    /// <summary>Whether it can be asked for a carrier's parcels; for null, whether it finds the carrier out by itself.</summary>
    bool Covers(Carrier? carrier);

    /// <summary>Asks for one parcel now. A number that no carrier knows is a reading that says so, and no refusal.</summary>
    Task<CallResult<CourierReading>> ReadAsync(CourierParcel parcel, CancellationToken cancellationToken);

    /// <summary>Has the service call when there is news. Repeating it is harmless.</summary>
    /// <param name="parcel">The parcel.</param>
    /// <param name="callback">Where to call, for services that are told with each parcel.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    Task<CallResult<Unit>> SubscribeAsync(CourierParcel parcel, Uri callback, CancellationToken cancellationToken);

    /// <summary>Asks whose number it may be: the likeliest first, only carriers that are known here.</summary>
    Task<CallResult<IReadOnlyList<Carrier>>> DetectAsync(string number, CancellationToken cancellationToken);

    /// <summary>Checks who sent a callback, then reads it.</summary>
    CourierCallback ReadCallback(WebhookRequest request);
}
