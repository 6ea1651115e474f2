using System.Text.Json.Nodes;
using Dropship.Repository.Tests.Support;
using Dropship.Tooling;

namespace Dropship.Repository.Tests.SupplyChain;

/// <summary>The bill of materials that CI writes.</summary>
public sealed class BillOfMaterialsTests
{
    [Fact]
    public async Task It_names_each_package_with_its_digest()
    {
        string[] locks = [.. RepositoryFiles.Named("packages.lock.json"), "local/Dropship.Tooling/npm/package-lock.json"];
        var output = Path.Combine(Path.GetTempPath(), $"dropship-{Guid.NewGuid():N}.cdx.json");
        try
        {
            await using var script = ChildProcess.Start(
                "The bill of materials",
                "node",
                ["tools/sbom.mjs", output, .. locks],
                workingDirectory: RepositoryFiles.Root
            );
            await script.Exited.WaitAsync(TimeSpan.FromMinutes(1));
            Assert.True(script.ExitCode == 0, script.Output);

            var bill = JsonNode.Parse(await File.ReadAllTextAsync(output))!;
            var components = bill["components"]!.AsArray().Select(component => component!).ToList();
            Assert.Equal("CycloneDX", bill["bomFormat"]!.ToString());
            Assert.Contains(components, one => one["purl"]!.ToString().StartsWith("pkg:npm/azurite@", StringComparison.Ordinal));
            Assert.Contains(components, one => one["purl"]!.ToString().StartsWith("pkg:nuget/xunit@", StringComparison.Ordinal));
            Assert.All(components, component => Assert.Matches("^[0-9a-f]{128}$", component["hashes"]![0]!["content"]!.ToString()));
        }
        finally
        {
            File.Delete(output);
        }
    }
}
