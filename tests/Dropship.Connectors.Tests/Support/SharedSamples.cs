using Dropship.Tooling;

namespace Dropship.Connectors.Tests.Support;

/// <summary>Recorded replies that lie beside a checkout on some machines; the tests stand on their own fixtures without them.</summary>
internal static class SharedSamples
{
    /// <summary>The files of a folder whose names match; none where there are no samples.</summary>
    public static IReadOnlyList<string> Find(string folder, string pattern)
    {
        var shared = Environment.GetEnvironmentVariable("DROPSHIP_SHARED") ?? Path.Combine(RepositoryRoot.Find(), "..", "shared");
        var path = Path.Combine(shared, "samples", folder);
        return Directory.Exists(path) ? Directory.GetFiles(path, pattern) : [];
    }
}
