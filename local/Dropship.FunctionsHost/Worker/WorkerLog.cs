using System.Collections.Concurrent;

namespace Dropship.FunctionsHost.Worker;

/// <summary>What the worker logs, under the categories of the Functions host.</summary>
internal sealed class WorkerLog(ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);
    private readonly ILogger _console = loggers.CreateLogger("Host.Function.Console");

    /// <summary>Writes a log of the worker when its own category and the one it is shown under both let it through.</summary>
    /// <param name="log">The log.</param>
    /// <param name="function">The running function that it belongs to; null for none.</param>
    public void Write(RpcLog log, string? function)
    {
        var level = (LogLevel)log.Level;
        if (log.LogCategory is RpcLog.Types.Category.CustomMetric || !Logger(log.Category).IsEnabled(level))
        {
            return;
        }

        var logger = Logger(function is null ? log.Category : $"Function.{function}.User");
        if (logger.IsEnabled(level))
        {
            var text = log.Exception is { } exception ? $"{log.Message} {exception.Message} {exception.StackTrace}" : log.Message;
            logger.Log(level, default, text, null, static (state, _) => state);
        }
    }

    /// <summary>Writes a line of the worker's output.</summary>
    public void WriteLine(string line) => _console.Log(LogLevel.Information, default, line, null, static (state, _) => state);

    private ILogger Logger(string category) => _loggers.GetOrAdd(category.Length == 0 ? "Worker" : category, loggers.CreateLogger);
}
