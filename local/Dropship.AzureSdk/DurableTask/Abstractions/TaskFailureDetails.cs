using System.Reflection;
using DurableTask.Core;

namespace Microsoft.DurableTask;

/// <summary>A failure that can be stored: the exception's full type name, message, stack and cause.</summary>
public record TaskFailureDetails(string ErrorType, string ErrorMessage, string? StackTrace, TaskFailureDetails? InnerFailure, IDictionary<string, object?>? Properties)
{
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new(
            exception.GetType().ToString(),
            exception.Message,
            exception.StackTrace,
            exception.InnerException is { } inner ? FromException(inner) : (exception as TaskFailedException)?.FailureDetails,
            null);
    }

    /// <summary>Whether the failure was an exception of this type or of one derived from it.</summary>
    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T));

    /// <summary>Whether the failure was an exception of this type or of one derived from it; false when its type is not loaded.</summary>
    /// <exception cref="ArgumentException">The type is no exception type.</exception>
    /// <exception cref="AmbiguousMatchException">Several loaded assemblies have a type of that name.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
        {
            throw new ArgumentException($"The type {targetBaseExceptionType} is not an exception type.", nameof(targetBaseExceptionType));
        }

        return !string.IsNullOrEmpty(ErrorType)
            && Find(ErrorType, targetBaseExceptionType.Assembly) is { } actual
            && targetBaseExceptionType.IsAssignableFrom(actual);
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    internal FailureDetails ToCore() => new(ErrorType, ErrorMessage, StackTrace, InnerFailure?.ToCore(), isNonRetriable: false, Properties);

    internal static TaskFailureDetails FromCore(FailureDetails core) => new(
        core.ErrorType,
        core.ErrorMessage,
        core.StackTrace,
        core.InnerFailure is { } inner ? FromCore(inner) : null,
        core.Properties);

    private static Type? Find(string name, Assembly near)
    {
        if ((Type.GetType(name, throwOnError: false) ?? near.GetType(name, throwOnError: false)) is { } found)
        {
            return found;
        }

        var matches = AppDomain.CurrentDomain.GetAssemblies()
            .Select(assembly => assembly.GetType(name, throwOnError: false))
            .OfType<Type>()
            .Take(2)
            .ToList();
        return matches.Count < 2
            ? matches.FirstOrDefault()
            : throw new AmbiguousMatchException($"Multiple exception types with the name '{name}' were found.");
    }
}
