using System.Text.Json.Serialization;

namespace Dropship.Sandbox.Forwarders;

/// <summary>How the forwarder does its work.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ForwarderMode>))]
internal enum ForwarderMode
{
    /// <summary>One parcel for each announcement.</summary>
    Normal,

    /// <summary>Receives the goods and never says what it sent.</summary>
    Silent,

    /// <summary>Sends what it can in several parcels.</summary>
    Several,

    /// <summary>Names a wrong number first, and the right one later.</summary>
    WrongNumber,
}
