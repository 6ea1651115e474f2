using System.Text.Json.Serialization;

namespace Dropship.Functions.Http;

/// <summary>The one shape of every error of the API: problem details of RFC 9457, with all mistakes of an input in one list.</summary>
internal sealed record ProblemBody
{
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    [JsonPropertyName("status")]
    public required int Status { get; init; }

    /// <summary>The error in a sentence, with its remedy.</summary>
    [JsonPropertyName("detail")]
    public string? Detail { get; init; }

    /// <summary>Each mistake of an input as <c>field: sentence</c>.</summary>
    [JsonPropertyName("problems")]
    public IReadOnlyList<string>? Problems { get; init; }

    /// <summary>The code of the other side, when it refused.</summary>
    [JsonPropertyName("code")]
    public string? Code { get; init; }
}
