using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Tests.Support;

/// <summary>A tracking service whose answers a test sets. A callback is the number of the reading that it brings.</summary>
internal sealed class FakeCourier(string id = "courier-one") : ICourierTracking
{
    /// <summary>What it knows, by carrier and number.</summary>
    public Dictionary<(string? Carrier, string Number), CourierReading> Known { get; } = [];

    public List<CourierParcel> Asked { get; } = [];

    public List<CourierParcel> Subscribed { get; } = [];

    public List<Carrier> Detected { get; } = [];

    /// <summary>What a call ends with in the place of an answer; null for an answer.</summary>
    public CallProblem? Problem { get; set; }

    public string Id => id;

    public string Source => "fake";

    public bool Covers(Carrier? carrier) => carrier is not null;

    public Task<CallResult<CourierReading>> ReadAsync(CourierParcel parcel, CancellationToken cancellationToken)
    {
        Asked.Add(parcel);
        return Task.FromResult(
            Problem is { } problem
                ? CallResult.NotSent<CourierReading>(problem)
                : CallResult.Success(
                    Known.GetValueOrDefault((parcel.Carrier?.Code, parcel.Number))
                        ?? new CourierReading
                        {
                            Number = parcel.Number,
                            Report = new ParcelReport(ParcelStatus.NotFound, ParcelSubStatus.None, "none", null),
                        }
                )
        );
    }

    public Task<CallResult<Unit>> SubscribeAsync(CourierParcel parcel, Uri callback, CancellationToken cancellationToken)
    {
        Subscribed.Add(parcel);
        return Task.FromResult(
            Problem is { Kind: ProblemKind.Unauthorized } refused ? CallResult.Unauthorized<Unit>(refused.Code, refused.Text)
            : Problem is { } problem ? CallResult.Unknown<Unit>(problem)
            : CallResult.Success(default(Unit))
        );
    }

    public Task<CallResult<IReadOnlyList<Carrier>>> DetectAsync(string number, CancellationToken cancellationToken) =>
        Task.FromResult(CallResult.Success<IReadOnlyList<Carrier>>([.. Detected]));

    public CourierCallback ReadCallback(WebhookRequest request) =>
        Known.Values.FirstOrDefault(reading => request.Headers.GetValueOrDefault("number") == reading.Number) is { } reading
            ? new CourierCallback(WebhookAnswer.Taken, [reading], "{}")
            : new CourierCallback(WebhookAnswer.Refused, []);
}
