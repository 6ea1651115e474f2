using System.Text.Json;
using System.Text.Json.Serialization;
using Dropship.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Dropship.Functions.Http;

/// <summary>JSON in and out of the app's own interface: camel case, states as words, keys as texts.</summary>
internal static class Json
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(), new KeyConverter() },
    };

    // What a caller leaves null that must not be null is the caller's mistake, to be told like the others.
    private static readonly JsonSerializerOptions s_input = new(Options) { RespectNullableAnnotations = true };

    public static IActionResult Ok<T>(T value) => new JsonResult(value, Options);

    /// <summary>All that is wrong with the input, in one answer.</summary>
    public static IActionResult Bad(IReadOnlyList<string> problems) => new JsonResult(new { problems }, Options) { StatusCode = StatusCodes.Status400BadRequest };

    /// <summary>Reads the body, and answers all that is wrong with it or what comes of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="check">All that is wrong with a readable body; nothing when it may be acted upon.</param>
    /// <param name="act">What is done with it.</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    public static async Task<IActionResult> TakeAsync<T>(HttpRequest request, Func<T, IReadOnlyList<string>> check, Func<T, Task<IActionResult>> act, CancellationToken cancellationToken)
        where T : class
    {
        var (input, problem) = await ReadAsync<T>(request, cancellationToken);
        if (input is null)
        {
            return Bad([problem!]);
        }

        return check(input) is { Count: > 0 } problems ? Bad(problems) : await act(input);
    }

    public static async Task<(T? Value, string? Problem)> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, s_input, cancellationToken) is { } value
                ? (value, null)
                : (null, "body: must be a JSON object.");
        }
        catch (JsonException exception)
        {
            return (null, $"body{exception.Path?.TrimStart('$')}: {exception.Message.Split(". Path:")[0]}");
        }
    }

    private sealed class KeyConverter : JsonConverter<PurchaseOrderKey>
    {
        public override PurchaseOrderKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            PurchaseOrderKey.TryParse(reader.GetString(), out var key) ? key : throw new JsonException("Not the key of a purchase order.");

        public override void Write(Utf8JsonWriter writer, PurchaseOrderKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
