using Microsoft.Playwright;

namespace Dropship.EndToEnd.Tests.Support;

/// <summary>Pictures of the pages for the documentation. Taken each time; kept only where <c>DROPSHIP_SCREENSHOTS</c> names a
/// folder.</summary>
internal static class Screenshots
{
    public static async Task TakeAsync(IPage page, string name)
    {
        var folder = Environment.GetEnvironmentVariable("DROPSHIP_SCREENSHOTS");
        var picture = await page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true });
        Assert.NotEmpty(picture);
        if (!string.IsNullOrEmpty(folder))
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), picture);
        }
    }
}
