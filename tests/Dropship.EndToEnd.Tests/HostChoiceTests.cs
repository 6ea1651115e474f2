using Dropship.EndToEnd.Tests.Support;
using Dropship.Tooling;

namespace Dropship.EndToEnd.Tests;

/// <summary>The one command runs the app in the host that is asked for, and says what is missing for it before it starts anything.</summary>
[Trait("Host", "Local")]
public sealed class HostChoiceTests
{
    [Theory]
    [InlineData("azure", "DROPSHIP_HOST is 'azure'; it must be local or func.")]
    [InlineData("func", "holds no published app. Run 'dotnet publish functions/Dropship.Functions -c Release -p:AzureSdk=Official -o ")]
    public async Task A_host_that_cannot_be_had_is_told_in_one_sentence(string host, string says)
    {
        var folder = LocalSystem.NewFolder();
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DROPSHIP_HOST"] = host, ["DROPSHIP_PUBLISHED"] = Path.Combine(folder, "nothing") };

        await using var run = ChildProcess.Start("Dropship.Local", "dotnet", [LocalSystem.ProgramPath("local", "Dropship.Local"), "--data", folder], environment);
        await run.Exited.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(says, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
