using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Couriers;

/// <summary>AfterShip: carriers of all countries. It finds the carrier out by itself where it is not told.</summary>
internal sealed class AfterShip(ApiClient client, CourierOptions options, TimeProvider time) : ICourierTracking
{
    private const string Root = "/tracking/2026-07";
    private const long AlreadyThere = 4003;

    private static readonly Uri s_address = new("https://api.aftership.com");

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string Id => options.Id;

    public string Source => AfterShipTables.Source;

    public bool Covers(Carrier? carrier) => true;

    public Task<CallResult<CourierReading>> ReadAsync(CourierParcel parcel, CancellationToken cancellationToken)
    {
        var slug = AfterShipTables.Carriers.Of(parcel.Carrier);
        return SendAsync(
            "read",
            parcel,
            HttpMethod.Get,
            // Sorted by name, as they are signed.
            $"{Root}/trackings?{(slug is null ? string.Empty : $"slug={slug}&")}tracking_numbers={Uri.EscapeDataString(parcel.Number)}",
            string.Empty,
            json =>
                json.Object("data").Items("trackings") is [var one, ..]
                    ? CallResult.Success(ReadTracking(one))
                    : CallResult.Success(
                        new CourierReading
                        {
                            Number = parcel.Number,
                            Report = new ParcelReport(ParcelStatus.NotFound, ParcelSubStatus.None, "none", null),
                        }
                    ),
            cancellationToken
        );
    }

    public Task<CallResult<Unit>> SubscribeAsync(CourierParcel parcel, Uri callback, CancellationToken cancellationToken) =>
        SendAsync(
            "create",
            parcel,
            HttpMethod.Post,
            $"{Root}/trackings",
            JsonSerializer.Serialize(new { tracking_number = parcel.Number, slug = AfterShipTables.Carriers.Of(parcel.Carrier) }, s_json),
            _ => CallResult.Success(default(Unit)),
            cancellationToken
        );

    public Task<CallResult<IReadOnlyList<Carrier>>> DetectAsync(string number, CancellationToken cancellationToken) =>
        SendAsync(
            "detect",
            new CourierParcel(number, null, null),
            HttpMethod.Post,
            $"{Root}/couriers/detect",
            JsonSerializer.Serialize(new { tracking_number = number }, s_json),
            json =>
                CallResult.Success<IReadOnlyList<Carrier>>([
                    .. json.Object("data")
                        .OptionalItems("couriers")
                        .Select(one => AfterShipTables.Carriers.Find(one.OptionalText("slug")))
                        .OfType<Carrier>()
                        .Distinct(),
                ]),
            cancellationToken
        );

    public CourierCallback ReadCallback(WebhookRequest request)
    {
        var headers = new Dictionary<string, string>(request.Headers, StringComparer.OrdinalIgnoreCase);
        if (
            !CourierSignatures.AreEqual(
                CourierSignatures.AfterShipCallback(request.Body.Span, options.Secret!),
                headers.GetValueOrDefault("aftership-hmac-sha256")
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
                json.Text("event") == "tracking_update" && json.OptionalField("msg") is { } tracking ? [ReadTracking(tracking)] : []
            );
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return new CourierCallback(WebhookAnswer.Unreadable, []);
        }
    }

    private static CourierReading ReadTracking(JsonElement json)
    {
        var word = json.Text("tag");
        var known = AfterShipTables.State(word, json.OptionalText("subtag"));
        var scans = json.OptionalItems("checkpoints")
            .Where(scan => scan.TryField("checkpoint_time", out _))
            .Select(scan => new CourierScan(scan.Time("checkpoint_time"), scan.OptionalText("message") ?? string.Empty))
            .ToList();
        return new CourierReading
        {
            Number = json.Text("tracking_number"),
            Carrier = AfterShipTables.Carriers.Find(json.OptionalText("slug")),
            Report = new ParcelReport(
                known?.Status ?? ParcelStatus.Unknown,
                known?.SubStatus ?? ParcelSubStatus.None,
                json.OptionalText("subtag") ?? word,
                scans.Count == 0 ? null : scans.Max(scan => scan.OccurredAt)
            ),
            Scans = scans,
            EndCity = json.OptionalText("destination_city"),
            UnknownWords = known is null ? [word] : [],
        };
    }

    private Task<CallResult<T>> SendAsync<T>(
        string operation,
        CourierParcel parcel,
        HttpMethod method,
        string path,
        string body,
        Func<JsonElement, CallResult<T>> read,
        CancellationToken cancellationToken
    )
    {
        var call = new ApiRequest
        {
            Connector = CourierServices.ConnectorName,
            Account = options.Id,
            Operation = operation,
            Subject = parcel.Number,
            IsRead = operation != "create",
            CallsPerSecond = 10,
        };
        return client.SendAsync(
            call,
            () => RequestOf(method, path, body),
            reply =>
            {
                if (CallProblems.OfStatus<T>(call, reply) is { } failed)
                {
                    return failed;
                }

                var json = reply.ReadObject();
                var meta = json.Object("meta");
                var code = meta.Whole("code");
                if (code is 200 or 201 || (code == AlreadyThere && operation == "create"))
                {
                    return read(json);
                }

                var text = meta.OptionalText("message") ?? "refused";
                var shown = code.ToString(CultureInfo.InvariantCulture);
                return reply.Status is 401 or 403 ? CallResult.Unauthorized<T>(shown, text)
                    : code == 4004 ? CallResult.Refused<T>(shown, text, RefusalMeaning.NotFound)
                    : CallResult.Refused<T>(shown, text);
            },
            cancellationToken
        );
    }

    private HttpRequestMessage RequestOf(HttpMethod method, string path, string body)
    {
        var now = time.GetUtcNow();
        var request = new HttpRequestMessage(method, new Uri(options.BaseOr(s_address), path.TrimStart('/')));
        request.Headers.Add("as-api-key", options.Key);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        }

        if (options.SigningSecret is { Length: > 0 } secret)
        {
            request.Headers.Date = now;
            request.Headers.Add(
                "as-signature-hmac-sha256",
                CourierSignatures.AfterShipCall(secret, method.Method, path, now, options.Key!, body)
            );
        }

        return request;
    }
}
