using System.Diagnostics;

namespace Dropship.AzureSdk.Storage;

/// <summary>One call of a client as a span of the process's traces, in the official clients' naming; costs nothing while nobody listens.</summary>
internal readonly struct ClientScope : IDisposable
{
    private readonly Activity? _activity;

    private ClientScope(Activity? activity) => _activity = activity;

    public static ClientScope Start(ActivitySource source, string name) => new(source.StartActivity(name, ActivityKind.Internal));

    /// <summary>Marks the span as failed and gives the exception back, to be thrown.</summary>
    public Exception Failed(Exception exception)
    {
        _activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().FullName);
        return exception;
    }

    public void Dispose() => _activity?.Dispose();
}
