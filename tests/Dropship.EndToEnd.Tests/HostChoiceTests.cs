using Dropship.EndToEnd.Tests.Support;
using Dropship.Tooling;

namespace Dropship.EndToEnd.Tests;

/// <summary>The one command runs the app in the host that is asked for, and says what is missing for it before it starts
/// anything.</summary>
[Trait("Host", "Local")]
public sealed class HostChoiceTests
{
    [Theory]
    [InlineData("azure", null, "DROPSHIP_HOST is 'azure'; it must be local or func.")]
    [InlineData(
        "func",
        null,
        "lacks the Service Bus extension, without which func starts no purchase. Build or publish the app with -p:WithServiceBusExtension=true."
    )]
    [InlineData("func", "nothing", "nothing holds no app. Run 'dotnet publish functions/Dropship.Functions -c Release -o ")]
    [InlineData("local", "nothing", "nothing holds no app. Run 'dotnet publish functions/Dropship.Functions -c Release -o ")]
    public async Task A_host_that_cannot_be_had_is_told_in_one_sentence(string host, string? published, string says)
    {
        var folder = LocalSystem.NewFolder();
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DROPSHIP_HOST"] = host,
            ["DROPSHIP_PUBLISHED"] = published is null ? null : Path.Combine(folder, published),
        };

        await using var run = ChildProcess.Start(
            "Dropship.Local",
            "dotnet",
            [LocalSystem.ProgramPath("local", "Dropship.Local"), "--data", folder],
            environment
        );
        await run.Exited.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(says, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "storage")), "Something was started.");
        Directory.Delete(folder, recursive: true);
    }
}
