using System.Text.RegularExpressions;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Docs;

/// <summary>Code, texts and documents use the words of the glossary.</summary>
public sealed partial class WordTests
{
    private const string Glossary = "docs/reference/glossary.md";

    // Words of 1688 and of another platform, as those write them.
    private static readonly string[] s_foreign = ["order.nopermission.buyer", "\"buyer view\"", "buyer_", ".buyerView", "BUYER_VIEW"];

    [Fact]
    public void Words_that_the_glossary_replaces_are_not_used() =>
        Findings.None(
            from file in Files()
            from line in RepositoryFiles.Read(file).Split('\n').Index()
            let text = s_foreign.Aggregate(line.Item, (rest, word) => rest.Replace(word, string.Empty, StringComparison.Ordinal))
            from match in Replaced().Matches(text)
            select $"{file}:{line.Index + 1}: {match.Value}"
        );

    [Fact]
    public void Each_term_of_the_glossary_stands_once_and_is_explained_in_both_languages()
    {
        var rows = Row().Matches(RepositoryFiles.Read(Glossary)).Skip(1).Select(match => match.Groups).ToList();

        Assert.True(rows.Count > 30);
        Assert.Equal(rows.Count, rows.Select(row => row["term"].Value).Distinct(StringComparer.Ordinal).Count());
        Assert.All(rows, row => Assert.Matches(@"^[^。]+\. ?[^.]*\p{IsCJKUnifiedIdeographs}.*。$", row["meaning"].Value));
    }

    [Fact]
    public void Prose_has_lines_of_at_most_140_characters() =>
        Findings.None(
            from file in (string[])
                [
                    "README.md",
                    "README.zh-CN.md",
                    "infra/README.md",
                    .. RepositoryFiles.Named("*.md").Where(file => file.StartsWith("docs/", StringComparison.Ordinal)),
                ]
            from line in RepositoryFiles.Read(file).Split('\n').Index()
            where line.Item.Length > 140 && !line.Item.StartsWith('|') && !line.Item.StartsWith("    ", StringComparison.Ordinal)
            select $"{file}:{line.Index + 1}"
        );

    // A text is not cut for its length, and what stands between three quotes is another language's.
    [Fact]
    public void Code_has_lines_of_at_most_140_characters() =>
        Findings.None(
            from file in RepositoryFiles.Named("*.cs")
            from line in RawText().Replace(RepositoryFiles.Read(file), string.Empty).Split('\n').Index()
            where line.Item.Length > 140 && !line.Item.Contains('"', StringComparison.Ordinal)
            select $"{file}: {line.Item.Trim()}"
        );

    private static IEnumerable<string> Files() =>
        RepositoryFiles
            .Named("*.cs")
            .Concat(RepositoryFiles.Named("*.hbs"))
            .Where(file => file.StartsWith("functions/", StringComparison.Ordinal))
            .Concat(RepositoryFiles.Named("en.json"))
            .Concat(RepositoryFiles.Named("*.md").Where(file => !file.StartsWith("local/", StringComparison.Ordinal) && file != Glossary));

    [GeneratedRegex("\"\"\".*?\"\"\"", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RawText();

    [GeneratedRegex(
        @"\b(buyers?|stor(y|ies)|desks?|offices?|somebody)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Replaced();

    [GeneratedRegex(
        @"^\| (?<term>[^|]+) \| (?<chinese>[^|]+) \| (?<meaning>[^|]+) \| (?<not>[^|]+) \|$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Row();
}
