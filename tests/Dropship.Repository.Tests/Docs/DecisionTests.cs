using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Docs;

/// <summary>Each decision says when it was taken, whether it holds, and why.</summary>
public sealed class DecisionTests
{
    [Fact]
    public void Each_decision_has_all_its_parts()
    {
        string[] parts = ["\n- Date: 20", "\n- Status: ", "\n## Context\n", "\n## Options\n", "\n## Decision\n", "\n## Consequences\n"];
        var decisions = RepositoryFiles.Named("*.md").Where(file => file.StartsWith("docs/decisions/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(decisions);

        Findings.None(
            from decision in decisions
            let text = RepositoryFiles.Read(decision)
            from part in parts
            where !text.Contains(part, StringComparison.Ordinal)
            select $"{decision} has no{part.ReplaceLineEndings(" ")}"
        );
    }
}
