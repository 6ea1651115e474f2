using Dropship.Functions.Tests.Support;
using Dropship.Tooling;

namespace Dropship.Functions.Tests.Architecture;

/// <summary>What runs on one machine only never gets to Azure.</summary>
public sealed class PublishTests
{
    private const string Project = "functions/Dropship.Functions/Dropship.Functions.csproj";

    [Fact]
    public async Task Publishing_the_local_flavour_is_refused_with_what_to_do()
    {
        var output = Path.Combine(Path.GetTempPath(), $"dropship-publish-{Guid.NewGuid():N}");

        var (code, text) = await DotnetAsync("publish", Project, "--no-restore", "--no-build", "--nologo", "-o", output);

        Assert.NotEqual(0, code);
        Assert.Contains("error DROPSHIP001", text, StringComparison.Ordinal);
        Assert.Contains("AzureSdk=Local, which runs on one machine only", text, StringComparison.Ordinal);
        Assert.Contains("dotnet publish functions/Dropship.Functions -p:AzureSdk=Official", text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(output), "Something was published.");
    }

    [Fact]
    public async Task Publishing_the_official_flavour_is_not_refused()
    {
        // The refusal alone is asked for: the official packages need not be here.
        var (code, text) = await DotnetAsync("msbuild", Project, "-t:RefuseToPublishTheLocalFlavour", "-p:AzureSdk=Official", "--nologo");

        Assert.DoesNotContain("DROPSHIP001", text, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    private static async Task<(int Code, string Output)> DotnetAsync(params string[] arguments)
    {
        // No build server is left behind, and the words are those that are looked for.
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["MSBUILDDISABLENODEREUSE"] = "1", ["MSBuildSDKsPath"] = null, ["MSBUILD_EXE_PATH"] = null };
        await using var process = ChildProcess.Start("dotnet", "dotnet", arguments, environment, SourceTree.Root);
        await process.Exited.WaitAsync(TimeSpan.FromMinutes(3));
        return (process.ExitCode!.Value, process.Output);
    }
}
