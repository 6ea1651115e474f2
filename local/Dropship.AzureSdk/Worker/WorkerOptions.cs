using Azure.Core.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What an app can set of the worker.</summary>
public class WorkerOptions
{
    /// <summary>Reads trigger bodies into the app's types; System.Text.Json that ignores the case of names when null.</summary>
    public ObjectSerializer? Serializer { get; set; }
}
