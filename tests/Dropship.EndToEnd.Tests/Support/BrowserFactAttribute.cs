using Dropship.Tooling;

namespace Dropship.EndToEnd.Tests.Support;

/// <summary>A test that needs a real browser. Where none is installed it says so and is passed over; in CI it fails instead.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium.Find() is null && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = Chromium.Remedy;
        }
    }
}
