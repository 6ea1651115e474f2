using System.Text.RegularExpressions;
using Dropship.Functions.Tests.Support;

namespace Dropship.Functions.Tests.Architecture;

/// <summary>Pages and mails are named by their folder, which nothing but this holds together.</summary>
public sealed partial class TemplateTests
{
    [Fact]
    public void Each_template_that_is_named_is_there_and_each_that_is_there_is_named()
    {
        var named = SourceTree
            .Files("functions/Dropship.Functions", "*.cs")
            .SelectMany(file => Name().Matches(SourceTree.Code(file)))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);
        var there = SourceTree
            .Functions.GetManifestResourceNames()
            .Where(name => name.EndsWith(".hbs", StringComparison.Ordinal))
            .Select(name => name["Dropship.Functions.".Length..]);

        Assert.Equal(there.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"(Fill|Read)\(\s*""(?<name>[A-Za-z.]+\.hbs)""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
