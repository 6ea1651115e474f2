using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Dropship.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Dropship.Functions.Http;

/// <summary>JSON in and out of the app's own interface: camel case, states as words, keys as texts, any script as it is.</summary>
internal static class Json
{
    /// <summary>Far more than any input of the API fills.</summary>
    public const int MaximumBytes = 256 * 1024;

    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            // Answers are read as JSON and never as a page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false), new KeyConverter() },
        };

    // A null where a value must be is the caller's mistake, told like the others.
    private static readonly JsonSerializerOptions s_input = new(Options)
    {
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    public static IActionResult Ok<T>(T value) => new JsonResult(value, Options);

    /// <summary>Reads the body, and answers all that is wrong with it or what comes of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="check">All that is wrong with a readable body; nothing when it may be acted upon.</param>
    /// <param name="act">What is done with it.</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    public static Task<IActionResult> TakeAsync<T>(
        HttpRequest request,
        Func<T, IReadOnlyList<string>> check,
        Func<T, Task<IActionResult>> act,
        CancellationToken cancellationToken
    )
        where T : class => TakeAsync(request, Read<T>, check, act, cancellationToken);

    /// <summary>The same where the body may be left out; then all its fields are.</summary>
    /// <param name="request">The request.</param>
    /// <param name="check">All that is wrong with a readable body; nothing when it may be acted upon.</param>
    /// <param name="act">What is done with it.</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    public static Task<IActionResult> TakeOptionalAsync<T>(
        HttpRequest request,
        Func<T, IReadOnlyList<string>> check,
        Func<T, Task<IActionResult>> act,
        CancellationToken cancellationToken
    )
        where T : class, new() =>
        TakeAsync(request, body => body.Span.Trim(" \t\r\n"u8).IsEmpty ? (new T(), []) : Read<T>(body), check, act, cancellationToken);

    /// <summary>Answers that a call takes no body, when it has one; null when it has none.</summary>
    public static async Task<IActionResult?> RefuseBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBodies.ReadAsync(request, MaximumBytes, cancellationToken) is not { } body)
        {
            return Problems.TooLarge(MaximumBytes);
        }

        return body.Span.Trim(" \t\r\n"u8) is var text && (text.IsEmpty || text.SequenceEqual("{}"u8))
            ? null
            : Problems.Bad(["body: this call takes none; leave it empty."]);
    }

    /// <summary>Reads a body.</summary>
    /// <returns>The input, or all the fields that keep it from being read.</returns>
    public static (T? Value, IReadOnlyList<string> Problems) Read<T>(ReadOnlyMemory<byte> body)
        where T : class
    {
        if (!Utf8.IsValid(body.Span))
        {
            return (null, ["body: must be text in UTF-8."]);
        }

        try
        {
            using var read = JsonDocument.Parse(body);
            var problems =
                read.RootElement.ValueKind == JsonValueKind.Object
                    ? BodyCheck.Find(read.RootElement, typeof(T), s_input)
                    : ["body: must be a JSON object."];
            return problems.Count > 0 ? (null, problems) : (read.RootElement.Deserialize<T>(s_input), []);
        }
        catch (JsonException exception)
        {
            return (
                null,
                [
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"body: is no valid JSON, from line {exception.LineNumber + 1 ?? 1}, byte {exception.BytePositionInLine + 1 ?? 1} on; is a quote, comma or bracket missing?"
                    ),
                ]
            );
        }
    }

    private sealed class KeyConverter : JsonConverter<PurchaseOrderKey>
    {
        public override PurchaseOrderKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            PurchaseOrderKey.TryParse(reader.GetString(), out var key) ? key : throw new JsonException("Not the key of a purchase order.");

        public override void Write(Utf8JsonWriter writer, PurchaseOrderKey value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }

    private static async Task<IActionResult> TakeAsync<T>(
        HttpRequest request,
        Func<ReadOnlyMemory<byte>, (T? Value, IReadOnlyList<string> Problems)> read,
        Func<T, IReadOnlyList<string>> check,
        Func<T, Task<IActionResult>> act,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (await RequestBodies.ReadAsync(request, MaximumBytes, cancellationToken) is not { } body)
        {
            return Problems.TooLarge(MaximumBytes);
        }

        var (input, mistakes) = read(body);
        if (input is null)
        {
            return Problems.Bad(mistakes);
        }

        return check(input) is { Count: > 0 } problems ? Problems.Bad(problems) : await act(input);
    }
}
