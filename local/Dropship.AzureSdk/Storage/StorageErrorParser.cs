using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Azure;
using Azure.Core;

namespace Dropship.AzureSdk.Storage;

/// <summary>Reads why a storage service refused: its header, its OData JSON (tables) or its XML (queues, and tables for refused signatures).</summary>
internal sealed class StorageErrorParser : RequestFailedDetailsParser
{
    public override bool TryParse(Response response, out ResponseError? error, out IDictionary<string, string>? data)
    {
        data = null;
        var (code, message) = Read(response.ContentStream is null ? default : response.Content.ToMemory());
        code ??= response.Headers.TryGetValue("x-ms-error-code", out var header) ? header : null;
        error = code is null ? null : new ResponseError(code, message ?? response.ReasonPhrase);
        return error is not null;
    }

    /// <summary>The code and the text of an error body; nulls where it says nothing.</summary>
    public static (string? Code, string? Message) Read(ReadOnlyMemory<byte> body)
    {
        var start = body.Span.IndexOfAny((byte)'{', (byte)'<');
        if (start < 0)
        {
            return (null, null);
        }

        try
        {
            return body.Span[start] == (byte)'{' ? ReadJson(body[start..]) : ReadXml(body[start..]);
        }
        catch (Exception exception) when (exception is JsonException or XmlException)
        {
            // A proxy's page in place of the service's answer: the status alone tells.
            return (null, null);
        }
    }

    private static (string? Code, string? Message) ReadJson(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("odata.error", out var error) && error.ValueKind is JsonValueKind.Object
            ? (Text(error, "code"), error.TryGetProperty("message", out var message) && message.ValueKind is JsonValueKind.Object ? Text(message, "value") : null)
            : (null, null);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static (string? Code, string? Message) ReadXml(ReadOnlyMemory<byte> body)
    {
        using var reader = new StreamReader(new MemoryStream(body.ToArray()));
        var root = XDocument.Load(reader).Root;
        return (
            root?.Elements().FirstOrDefault(e => e.Name.LocalName is "Code" or "code")?.Value,
            root?.Elements().FirstOrDefault(e => e.Name.LocalName is "Message" or "message")?.Value);
    }
}
