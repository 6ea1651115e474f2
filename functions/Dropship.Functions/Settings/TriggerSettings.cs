using Azure.Messaging.ServiceBus;
using Azure.Storage.Queues;
using Dropship.Storage;
using Microsoft.Extensions.Configuration;
using NCrontab;

namespace Dropship.Functions.Settings;

/// <summary>
/// Checks the settings that the host's triggers read: connections, schedules and the task hub. The host itself stops at the
/// first bad one, with a stack trace.
/// </summary>
internal static class TriggerSettings
{
    private static readonly string[] s_schedules =
    [
        "PullSchedule",
        "SweepSchedule",
        "ApproverMailSchedule",
        "ReviveSchedule",
        "ReconcileSchedule",
        "HeartbeatSchedule",
        "RetentionSchedule",
    ];

    private static readonly string[] s_connections =
    [
        StorageServiceCollectionExtensions.StorageConnection,
        "TaskHubStorage",
        StorageServiceCollectionExtensions.ServiceBusConnection,
    ];

    // Every schedule that ever comes does so within the eight years between two 29ths of February, around 2100 as well.
    private static readonly DateTime s_scheduleStart = new(2096, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime s_scheduleEnd = s_scheduleStart.AddYears(12);

    /// <summary>Each problem as a sentence that begins with the setting's name. It never repeats a connection string.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        foreach (var name in s_connections)
        {
            if (ConnectionProblem(configuration, name) is { } problem)
            {
                yield return $"{name}{problem}";
            }
        }

        foreach (var name in s_schedules)
        {
            if (ScheduleProblem(configuration[name]) is { } problem)
            {
                yield return $"{name} {problem}; give a six-field schedule such as '0 * * * * *' for each minute.";
            }
        }

        if (HubProblem(configuration["TaskHubName"]) is { } hub)
        {
            yield return $"TaskHubName {hub}; give 3 to 45 letters and digits, a letter first, such as DropshipHub.";
        }
    }

    private static string? ScheduleProblem(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "is missing";
        }

        // As the host does: five fields have no seconds.
        var hasSeconds = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != 5;
        if (CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = hasSeconds }) is not { } schedule)
        {
            return $"is '{text}', which is no schedule";
        }

        return schedule.GetNextOccurrence(s_scheduleStart, s_scheduleEnd) < s_scheduleEnd ? null : $"is '{text}', a time that never comes";
    }

    private static string? HubProblem(string? name) =>
        name switch
        {
            null or "" => "is missing",
            { Length: < 3 or > 45 } => $"is '{name}', which is too short or too long",
            _ when !char.IsAsciiLetter(name[0]) || !name.All(char.IsAsciiLetterOrDigit) => $"is '{name}', which is no name for a task hub",
            _ => null,
        };

    private static string? ConnectionProblem(IConfiguration configuration, string name)
    {
        if (!StorageServiceCollectionExtensions.HasConnection(configuration, name))
        {
            return " is missing; give a connection string, or the endpoint settings with an identity.";
        }

        if (configuration[name] is { Length: > 0 } text)
        {
            return IsConnectionString(name, text) ? null : " is no connection string; copy it whole from the resource's access keys.";
        }

        var parts = configuration.GetSection(name).GetChildren().Where(part => part.Value is not null).ToList();
        if (parts.Find(part => part.Key.EndsWith("Uri", StringComparison.OrdinalIgnoreCase) && !IsWebAddress(part.Value!)) is { } address)
        {
            return $"__{address.Key} is '{address.Value}', which is no address; it must begin with https://.";
        }

        return
            parts.Find(part => part.Key.Equals("fullyQualifiedNamespace", StringComparison.OrdinalIgnoreCase)) is { } host
            && Uri.CheckHostName(host.Value) == UriHostNameType.Unknown
            ? $"__{host.Key} is '{host.Value}', which is no host name; give one such as my-dropship.servicebus.windows.net."
            : null;
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http";

    private static bool IsConnectionString(string name, string text)
    {
        try
        {
            if (name != StorageServiceCollectionExtensions.ServiceBusConnection)
            {
                return new QueueServiceClient(text).Uri is not null;
            }

            var properties = ServiceBusConnectionStringProperties.Parse(text);
            var isKey = properties.SharedAccessKeyName is not null && properties.SharedAccessKey is not null;
            return properties.Endpoint is not null && (isKey || properties.SharedAccessSignature is not null);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
