namespace Dropship.Tooling;

/// <summary>Finds the installed browser for tests that look at pages.</summary>
public static class Chromium
{
    /// <summary>How to get one, said where one is missing.</summary>
    public const string Remedy =
        "No Chromium was found. Install one (Debian: apt-get install chromium) or name its path in DROPSHIP_CHROMIUM.";

    /// <summary>The browser's path; null when none is installed.</summary>
    public static string? Find()
    {
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("DROPSHIP_CHROMIUM"),
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            @"C:\Program Files\Google\Chrome\Application\chrome.exe",
            @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        ];
        return candidates.FirstOrDefault(path => !string.IsNullOrEmpty(path) && File.Exists(path));
    }
}
