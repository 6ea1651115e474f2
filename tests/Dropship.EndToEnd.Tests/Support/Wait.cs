using System.Diagnostics;
using Dropship.Tooling;

namespace Dropship.EndToEnd.Tests.Support;

/// <summary>Waits for conditions, never for time.</summary>
internal static class Wait
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    public static async Task<T> ForAsync<T>(string what, Func<Task<T?>> look, TimeSpan limit)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        Exception? last = null;
        while (watch.Elapsed < limit)
        {
            try
            {
                if (await look() is { } found)
                {
                    return found;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                last = exception;
            }

            using var timer = new PeriodicTimer(s_look);
            await timer.WaitForNextTickAsync();
        }

        throw new ToolException($"Waited {limit.TotalSeconds:0} s and it never came: {what}.", last ?? new TimeoutException());
    }

    public static Task UntilAsync(string what, Func<Task<bool>> condition, TimeSpan limit) =>
        ForAsync(what, async () => await condition() ? what : null, limit);

    /// <summary>Lets some time pass before a blow falls. The moments of blows are what is tried; nothing is waited for by it.</summary>
    public static async Task PauseAsync(TimeSpan span)
    {
        using var timer = new PeriodicTimer(span);
        await timer.WaitForNextTickAsync();
    }
}
