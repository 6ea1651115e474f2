using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Couriers;

/// <summary>17TRACK: carriers of all countries. It finds the carrier out by itself where it is not told.</summary>
internal sealed class SeventeenTrack(ApiClient client, CourierOptions options) : ICourierTracking
{
    private const long AlreadyRegistered = -18019901;

    private static readonly Uri s_address = new("https://api.17track.net");

    // The number was never registered, its carrier cannot be told, or nothing is known of it yet.
    private static readonly long[] s_notFound = [-18019902, -18019903, -18019909];
    private static readonly long[] s_unauthorized = [-18010001, -18010002, -18010004];
    private static readonly long[] s_limits = [-18010014, -18019907, -18019908];

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string Id => options.Id;

    public string Source => SeventeenTrackTables.Source;

    public bool Covers(Carrier? carrier) => true;

    public Task<CallResult<CourierReading>> ReadAsync(CourierParcel parcel, CancellationToken cancellationToken) =>
        SendAsync(
            "gettrackinfo",
            parcel,
            isRead: true,
            accepted => CallResult.Success(ReadTracking(accepted)),
            (code, text) =>
                s_notFound.Contains(code)
                    ? CallResult.Success(
                        new CourierReading
                        {
                            Number = parcel.Number,
                            Report = new ParcelReport(ParcelStatus.NotFound, ParcelSubStatus.None, CodeOf(code), null),
                        }
                    )
                    : Refused<CourierReading>(code, text),
            cancellationToken
        );

    public Task<CallResult<Unit>> SubscribeAsync(CourierParcel parcel, Uri callback, CancellationToken cancellationToken) =>
        SendAsync(
            "register",
            parcel,
            isRead: false,
            _ => CallResult.Success(default(Unit)),
            (code, text) => code == AlreadyRegistered ? CallResult.Success(default(Unit)) : Refused<Unit>(code, text),
            cancellationToken
        );

    // It has no call for that: it finds the carrier out when a number is registered without one.
    public Task<CallResult<IReadOnlyList<Carrier>>> DetectAsync(string number, CancellationToken cancellationToken) =>
        Task.FromResult(CallResult.Success<IReadOnlyList<Carrier>>([]));

    public CourierCallback ReadCallback(WebhookRequest request)
    {
        var headers = new Dictionary<string, string>(request.Headers, StringComparer.OrdinalIgnoreCase);
        if (
            !CourierSignatures.AreEqual(
                CourierSignatures.SeventeenTrack(request.Body.Span, options.Key!),
                headers.GetValueOrDefault("sign")?.ToLowerInvariant()
            )
        )
        {
            return new CourierCallback(WebhookAnswer.Refused, []);
        }

        try
        {
            var json = JsonText.Parse(request.Body);
            return new CourierCallback(
                WebhookAnswer.Taken,
                json.Text("event") == "TRACKING_UPDATED" && json.Object("data") is var data && data.TryField("track_info", out _)
                    ? [ReadTracking(data)]
                    : []
            );
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return new CourierCallback(WebhookAnswer.Unreadable, []);
        }
    }

    private static CourierReading ReadTracking(JsonElement json)
    {
        var info = json.Object("track_info");
        var latest = info.Object("latest_status");
        var word = latest.Text("status");
        var known = SeventeenTrackTables.State(word, latest.OptionalText("sub_status"));
        var scans = (info.OptionalField("tracking")?.OptionalItems("providers") ?? [])
            .SelectMany(provider => provider.OptionalItems("events"))
            .Where(scan => scan.TryField("time_utc", out _))
            .Select(scan => new CourierScan(scan.Time("time_utc"), scan.OptionalText("description") ?? string.Empty))
            .ToList();
        var at =
            info.OptionalField("latest_event")?.OptionalTime("time_utc") ?? (scans.Count == 0 ? null : scans.Max(scan => scan.OccurredAt));
        return new CourierReading
        {
            Number = json.Text("number"),
            Carrier = SeventeenTrackTables.Carriers.Find(json.OptionalText("carrier")),
            Report = new ParcelReport(
                known?.Status ?? ParcelStatus.Unknown,
                known?.SubStatus ?? ParcelSubStatus.None,
                latest.OptionalText("sub_status") ?? word,
                at
            ),
            Scans = scans,
            EndCity = info.OptionalField("shipping_info")?.OptionalField("recipient_address")?.OptionalText("city"),
            UnknownWords = known is null ? [word] : [],
        };
    }

    private static CallResult<T> Refused<T>(long code, string text) =>
        s_unauthorized.Contains(code) ? CallResult.Unauthorized<T>(CodeOf(code), text)
        : s_limits.Contains(code) ? CallProblems.RateLimited<T>(CodeOf(code), text, null)
        : CallResult.Refused<T>(CodeOf(code), text);

    private static string CodeOf(long code) => code.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private Task<CallResult<T>> SendAsync<T>(
        string operation,
        CourierParcel parcel,
        bool isRead,
        Func<JsonElement, CallResult<T>> accepted,
        Func<long, string, CallResult<T>> rejected,
        CancellationToken cancellationToken
    )
    {
        var call = new ApiRequest
        {
            Connector = CourierServices.ConnectorName,
            Account = options.Id,
            Operation = operation,
            Subject = parcel.Number,
            IsRead = isRead,
            CallsPerSecond = 3,
            Burst = 1,
        };
        var code = SeventeenTrackTables.Carriers.Of(parcel.Carrier);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new[]
            {
                new
                {
                    number = parcel.Number,
                    carrier = code is null ? (int?)null : int.Parse(code, System.Globalization.CultureInfo.InvariantCulture),
                    phone_number_last_4 = isRead ? null : parcel.PhoneEnd,
                },
            },
            s_json
        );
        return client.SendAsync(
            call,
            () =>
                new HttpRequestMessage(HttpMethod.Post, new Uri(options.BaseOr(s_address), $"track/v2.4/{operation}"))
                {
                    Headers = { { "17token", options.Key } },
                    Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
                },
            reply =>
            {
                if (CallProblems.OfStatus<T>(call, reply) is { } failed)
                {
                    return failed;
                }

                if (reply.Status is 401 or 403)
                {
                    return CallResult.Unauthorized<T>(CallProblems.Code(reply), "17TRACK does not take the key.");
                }

                var json = reply.ReadObject();
                var data = json.OptionalField("data");
                if (json.Whole("code") is var whole && whole != 0)
                {
                    return data?.OptionalItems("errors") is [var error, ..]
                        ? Rejected(error)
                        : rejected(whole, json.OptionalText("message") ?? "refused");
                }

                return data?.OptionalItems("accepted") is [var one, ..] ? accepted(one)
                    : data?.OptionalItems("rejected") is [var refused, ..] ? Rejected(refused.Object("error"))
                    : throw new UnreadableReplyException("neither 'accepted' nor 'rejected' names the number");
            },
            cancellationToken
        );

        CallResult<T> Rejected(JsonElement problem) => rejected(problem.Whole("code"), problem.OptionalText("message") ?? "refused");
    }
}
