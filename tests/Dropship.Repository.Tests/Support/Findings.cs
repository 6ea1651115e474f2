namespace Dropship.Repository.Tests.Support;

/// <summary>What a search for breaches found, told whole.</summary>
internal static class Findings
{
    public static void None(IEnumerable<string> found)
    {
        var list = found.ToList();
        Assert.True(list.Count == 0, $"{list.Count} found:{Environment.NewLine}{string.Join(Environment.NewLine, list)}");
    }
}
