using System.Diagnostics;

namespace Dropship.Storage.Tests.Support;

/// <summary>Waits for what happens elsewhere, with a deadline and never a fixed pause.</summary>
internal static class Eventually
{
    public static async Task<T> GetAsync<T>(Func<Task<T?>> read, string what)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await read() is { } value)
            {
                return value;
            }

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"Not within 30 s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(25));
        }
    }
}
