using System.Text.RegularExpressions;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Docs;

/// <summary>The proofs that the threat model names are tests that exist.</summary>
public sealed partial class ThreatModelTests
{
    [Fact]
    public void Each_proof_is_a_test()
    {
        var tests = RepositoryFiles
            .Named("*Tests.cs")
            .GroupBy(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => string.Concat(group.Select(RepositoryFiles.Read)), StringComparer.Ordinal);
        var proofs = Proof().Matches(RepositoryFiles.Read("docs/explanation/threat-model.md")).ToList();
        Assert.True(proofs.Count > 30);

        Findings.None(
            from proof in proofs
            where
                !tests.TryGetValue(proof.Groups["class"].Value, out var text)
                || !text.Contains($" {proof.Groups["test"].Value}(", StringComparison.Ordinal)
            select proof.Value
        );
    }

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<test>\w+)`", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Proof();
}
