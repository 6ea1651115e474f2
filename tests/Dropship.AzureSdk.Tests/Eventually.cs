using System.Diagnostics;

namespace Dropship.AzureSdk.Tests;

/// <summary>Waits for what happens elsewhere, with a deadline and never a fixed pause.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        var deadline = within ?? TimeSpan.FromSeconds(30);
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < deadline, $"Not within {deadline.TotalSeconds:0} s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(25));
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? within = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, within);
}
