using Dropship.Simulation.Checks;
using Microsoft.Extensions.Logging;

namespace Dropship.Simulation.Ports;

/// <summary>Reads each log line for what must not be in it.</summary>
internal sealed class CheckedLogs(Promises promises) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The log lines are read here and go nowhere.");

    public void Dispose() { }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => promises.OnText("a log line", $"{formatter(state, exception)} {exception?.Message}");
}
