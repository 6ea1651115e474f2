using System.Text.RegularExpressions;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Docs;

/// <summary>Links between the repository's documents lead somewhere.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Each_link_leads_to_a_file_and_a_heading_that_exist()
    {
        var documents = RepositoryFiles.Named("*.md");
        Assert.True(documents.Count > 10);

        Findings.None(
            from document in documents
            from link in Link().Matches(RepositoryFiles.Read(document))
            let target = Target(document, link.Groups["file"].Value)
            where !RepositoryFiles.Exists(target) || !HasHeading(target, link.Groups["anchor"].Value)
            select $"{document}: {link.Value}"
        );
    }

    [Fact]
    public void No_document_is_empty() =>
        Findings.None(RepositoryFiles.Named("*.md").Where(document => string.IsNullOrWhiteSpace(RepositoryFiles.Read(document))));

    private static string Target(string document, string file)
    {
        var path = file.Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, file);
        return Path.GetRelativePath(RepositoryFiles.Root, Path.GetFullPath(path, RepositoryFiles.Root)).Replace('\\', '/');
    }

    private static bool HasHeading(string file, string anchor) =>
        anchor.Length == 0 || Heading().Matches(RepositoryFiles.Read(file)).Any(heading => Anchor(heading.Groups["text"].Value) == anchor);

    /// <summary>The anchor that GitHub gives a heading.</summary>
    private static string Anchor(string heading) => NotInAnchor().Replace(heading.ToLowerInvariant(), string.Empty).Replace(' ', '-');

    [GeneratedRegex(
        @"\]\((?!https?:|mailto:)(?<file>[^)#\s]*)(#(?<anchor>[^)\s]+))?\)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NotInAnchor();
}
