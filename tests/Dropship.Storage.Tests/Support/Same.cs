using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dropship.Storage.Tests.Support;

/// <summary>Compares records with all that is in them, by what they say in JSON; records compare their lists by reference.</summary>
internal static class Same
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public static void As<T>(T expected, T actual) =>
        Assert.Equal(JsonSerializer.Serialize(expected, s_options), JsonSerializer.Serialize(actual, s_options));
}
