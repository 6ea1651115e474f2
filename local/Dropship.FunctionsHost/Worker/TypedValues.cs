using Microsoft.Azure.WebJobs;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace Dropship.FunctionsHost.Worker;

/// <summary>Values between the extensions and the worker.</summary>
internal static class TypedValues
{
    /// <summary>The value as the worker expects it; null when it is nothing that a worker could be told.</summary>
    public static TypedData? ToTyped(object? value) => value switch
    {
        string text => new TypedData { String = text },
        HttpContext => new TypedData { Http = new Nothing() },
        JToken token => new TypedData { Json = token.ToString(Formatting.None) },
        TimerInfo timer => Json(new { Schedule = new { timer.Schedule.AdjustForDST }, timer.ScheduleStatus, timer.IsPastDue }),
        IConvertible or DateTimeOffset or TimeSpan or Guid or Uri or IReadOnlyDictionary<string, object?> => Json(value),
        _ => null,
    };

    /// <summary>What the worker answered, for the extension; JSON stays as it came.</summary>
    public static object? FromTyped(TypedData? data) => data?.DataCase switch
    {
        TypedData.DataOneofCase.String => data.String,
        TypedData.DataOneofCase.Json => new JRaw(data.Json),
        TypedData.DataOneofCase.Double => data.Double,
        _ => null,
    };

    private static TypedData Json(object value) => new() { Json = JsonSerializer.Serialize(value, value.GetType()) };
}
