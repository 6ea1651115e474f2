using System.Diagnostics;

namespace Dropship.FunctionsHost.Tests;

/// <summary>Waits for what happens elsewhere, with a deadline and never a fixed pause.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > s_limit)
            {
                Assert.Fail($"Not within {s_limit.TotalSeconds:0} s: {what()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    public static Task TrueAsync(Func<bool> condition, Func<string> what) => TrueAsync(() => Task.FromResult(condition()), what);
}
