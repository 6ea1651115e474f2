using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Couriers;

/// <summary>Kuaidi100 (快递100): carriers inside China, queried and subscribed by carrier and number.</summary>
internal sealed class Kuaidi100(ApiClient client, CourierOptions options, TimeProvider time) : ICourierTracking
{
    private const string Accepted = """{"result":true,"returnCode":"200","message":"成功"}""";

    // What the service says when it stops to look: the number was never known, or nothing moved for two months.
    private const string Aborted = "abort";

    private static readonly Uri s_address = new("https://poll.kuaidi100.com");
    private static readonly Uri s_detection = new("https://www.kuaidi100.com");
    private static readonly TimeSpan s_china = TimeSpan.FromHours(8);

    // It locks out who asks for one number more often.
    private static readonly TimeSpan s_askAgainAfter = TimeSpan.FromMinutes(30);
    private const int MostRemembered = 2000;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ConcurrentDictionary<string, (CallResult<CourierReading> Read, DateTimeOffset At)> _asked = new(
        StringComparer.Ordinal
    );

    public string Id => options.Id;

    public string Source => Kuaidi100Tables.Source;

    public bool Covers(Carrier? carrier) => Kuaidi100Tables.Carriers.Of(carrier) is not null;

    public async Task<CallResult<CourierReading>> ReadAsync(CourierParcel parcel, CancellationToken cancellationToken)
    {
        if (Kuaidi100Tables.Carriers.Of(parcel.Carrier) is not { } code)
        {
            return CallResult.Refused<CourierReading>("no-carrier", "Kuaidi100 has to be told the carrier.");
        }

        var subject = $"{code} {parcel.Number}";
        var now = time.GetUtcNow();
        if (_asked.TryGetValue(subject, out var asked) && now - asked.At < s_askAgainAfter)
        {
            return asked.Read;
        }

        var param = JsonSerializer.Serialize(
            new
            {
                com = code,
                num = parcel.Number,
                phone = parcel.PhoneEnd ?? string.Empty,
                resultv2 = "4",
                show = "0",
                order = "asc",
            },
            s_json
        );
        var call = Call("query", parcel, isRead: true) with { AsksOnce = true };
        var read = await client.SendAsync(
            call,
            () =>
                Form(
                    new Uri(options.BaseOr(s_address), "poll/query.do"),
                    ("customer", options.Customer!),
                    ("sign", CourierSignatures.Kuaidi100(param, options.Key!, options.Customer!)),
                    ("param", param)
                ),
            reply => CallProblems.OfStatus<CourierReading>(call, reply) ?? ReadAnswer(call, parcel, reply.ReadObject()),
            cancellationToken
        );
        if (read.IsSuccess || !CallProblems.NeverLeft(read.Problem))
        {
            Remember(subject, read, now);
        }

        return read;
    }

    public Task<CallResult<Unit>> SubscribeAsync(CourierParcel parcel, Uri callback, CancellationToken cancellationToken)
    {
        if (Kuaidi100Tables.Carriers.Of(parcel.Carrier) is not { } code)
        {
            return Task.FromResult(CallResult.Refused<Unit>("no-carrier", "Kuaidi100 has to be told the carrier."));
        }

        var param = JsonSerializer.Serialize(
            new
            {
                company = code,
                number = parcel.Number,
                key = options.Key,
                parameters = new
                {
                    callbackurl = callback,
                    salt = options.Secret,
                    resultv2 = "4",
                    autoCom = "1",
                    phone = parcel.PhoneEnd,
                },
            },
            s_json
        );
        var call = Call("subscribe", parcel, isRead: false);
        return client.SendAsync(
            call,
            () => Form(new Uri(options.BaseOr(s_address), "poll"), ("schema", "json"), ("param", param)),
            reply =>
            {
                if (CallProblems.OfStatus<Unit>(call, reply) is { } failed)
                {
                    return failed;
                }

                // 501: it is subscribed already.
                var json = reply.ReadObject();
                return json.Text("returnCode") is "200" or "501" ? CallResult.Success(default(Unit)) : Refused<Unit>(call, json);
            },
            cancellationToken
        );
    }

    public Task<CallResult<IReadOnlyList<Carrier>>> DetectAsync(string number, CancellationToken cancellationToken)
    {
        var call = Call("detect", new CourierParcel(number, null, null), isRead: true);
        var address = new Uri(
            options.BaseOr(s_detection),
            $"autonumber/auto?num={Uri.EscapeDataString(number)}&key={Uri.EscapeDataString(options.Key!)}"
        );
        return client.SendAsync(
            call,
            () => new HttpRequestMessage(HttpMethod.Get, address),
            reply =>
                CallProblems.OfStatus<IReadOnlyList<Carrier>>(call, reply)
                ?? (
                    JsonText.Parse(reply.Body, reply.Charset) is { ValueKind: JsonValueKind.Array } list
                        ? CallResult.Success<IReadOnlyList<Carrier>>([
                            .. list.EnumerateArray()
                                .Select(one => Kuaidi100Tables.Carriers.Find(one.OptionalText("comCode")))
                                .OfType<Carrier>()
                                .Distinct(),
                        ])
                        : Refused<IReadOnlyList<Carrier>>(call, reply.ReadObject())
                ),
            cancellationToken
        );
    }

    public CourierCallback ReadCallback(WebhookRequest request)
    {
        var form = FormOf(request.Body.Span);
        if (
            !form.TryGetValue("param", out var param)
            || !CourierSignatures.AreEqual(
                CourierSignatures.Kuaidi100(param, options.Secret!),
                form.GetValueOrDefault("sign")?.ToUpperInvariant()
            )
        )
        {
            return new CourierCallback(WebhookAnswer.Refused, []);
        }

        try
        {
            return new CourierCallback(WebhookAnswer.Taken, [ReadCallback(JsonText.Parse(param))], Accepted);
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return new CourierCallback(WebhookAnswer.Unreadable, []);
        }
    }

    private static CourierReading ReadCallback(JsonElement json)
    {
        var last = json.Object("lastResult");
        var reading = ReadResult(last, last.Text("nu"));
        if (json.OptionalText("comNew") is { } corrected && Kuaidi100Tables.Carriers.Find(corrected) is { } carrier)
        {
            reading = reading with { Carrier = carrier };
        }

        if (json.OptionalText("status") != Aborted)
        {
            return reading;
        }

        var why = json.OptionalText("message") ?? Aborted;
        return reading with
        {
            UnknownWords = [],
            Report =
                reading.Scans.Count == 0
                    ? new ParcelReport(ParcelStatus.NotFound, ParcelSubStatus.None, why, null)
                    : reading.Report.Latest(reading.Report with { Status = ParcelStatus.Expired, RawStatus = why }),
        };
    }

    private static CallResult<CourierReading> ReadAnswer(ApiRequest call, CourierParcel parcel, JsonElement json)
    {
        if (json.OptionalText("status") == "200" && json.OptionalText("returnCode") is null)
        {
            return CallResult.Success(ReadResult(json, parcel.Number));
        }

        // 500: no carrier knows the number, yet.
        return json.OptionalText("returnCode") == "500"
            ? CallResult.Success(
                new CourierReading
                {
                    Number = parcel.Number,
                    Report = new ParcelReport(ParcelStatus.NotFound, ParcelSubStatus.None, "500", null),
                }
            )
            : Refused<CourierReading>(call, json);
    }

    private static CourierReading ReadResult(JsonElement json, string number)
    {
        var scans = json.OptionalItems("data")
            .Select(row => new CourierScan(
                TimeOf(row.OptionalText("ftime") ?? row.Text("time")),
                row.OptionalText("context") ?? string.Empty
            ))
            .ToList();
        var word = json.OptionalText("state") ?? "0";
        var known = Kuaidi100Tables.State(word);
        var (status, sub) =
            scans.Count == 0 ? (ParcelStatus.NotFound, ParcelSubStatus.None)
            // Its state is "in transit" from the first line on, also of a supplier's system.
            : known is { Status: ParcelStatus.InTransit } && !scans.Exists(scan => ParcelTraces.IsOfCarrier(scan.Text))
                ? (ParcelStatus.InfoReceived, ParcelSubStatus.None)
            : known ?? (ParcelStatus.Unknown, ParcelSubStatus.None);
        return new CourierReading
        {
            Number = number,
            Carrier = Kuaidi100Tables.Carriers.Find(json.OptionalText("com")),
            Report = new ParcelReport(status, sub, word, scans.Count == 0 ? null : scans.Max(scan => scan.OccurredAt)),
            Scans = scans,
            EndCity = json.OptionalField("routeInfo")?.OptionalField("to")?.OptionalText("name"),
            UnknownWords = known is null ? [word] : [],
        };
    }

    private static DateTimeOffset TimeOf(string text) =>
        new(DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture), s_china);

    private static CallResult<T> Refused<T>(ApiRequest call, JsonElement json)
    {
        var code =
            json.OptionalText("returnCode") ?? json.OptionalText("status") ?? throw new UnreadableReplyException("'returnCode' is missing");
        var text = json.OptionalText("message") ?? "refused";
        return code switch
        {
            "501" or "502" => CallProblems.Transient<T>(call, code, text),
            "503" or "600" or "601" => CallResult.Unauthorized<T>(code, text),
            _ => CallResult.Refused<T>(code, text),
        };
    }

    private static Dictionary<string, string> FormOf(ReadOnlySpan<byte> body)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in Encoding.UTF8.GetString(body).Split('&'))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at > 0)
            {
                form[WebUtility.UrlDecode(pair[..at])] = WebUtility.UrlDecode(pair[(at + 1)..]);
            }
        }

        return form;
    }

    private static HttpRequestMessage Form(Uri address, params (string Name, string Value)[] fields) =>
        new(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };

    private ApiRequest Call(string operation, CourierParcel parcel, bool isRead) =>
        new()
        {
            Connector = CourierServices.ConnectorName,
            Account = options.Id,
            Operation = operation,
            Subject = parcel.Number,
            IsRead = isRead,
            CallsPerSecond = 5,
        };

    private void Remember(string subject, CallResult<CourierReading> read, DateTimeOffset now)
    {
        if (_asked.Count >= MostRemembered)
        {
            foreach (var (old, asked) in _asked)
            {
                if (now - asked.At >= s_askAgainAfter)
                {
                    _asked.TryRemove(old, out _);
                }
            }
        }

        _asked[subject] = (read, now);
    }
}
