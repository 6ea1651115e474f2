using System.Text.RegularExpressions;
using Dropship.Core;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Docs;

/// <summary>The way of an order in docs/explanation/architecture.md names methods that are there.</summary>
public sealed partial class OrderWalkTests
{
    [Fact]
    public void Each_method_of_the_walk_is_there()
    {
        var text = RepositoryFiles.Read("docs/explanation/architecture.md");
        var walk = text[
            text.IndexOf("## One order, step by step", StringComparison.Ordinal)..text.IndexOf(
                "## Rules that hold everywhere",
                StringComparison.Ordinal
            )
        ];
        var types = typeof(OrderKey).Assembly.GetTypes().ToLookup(type => type.Name, StringComparer.Ordinal);
        var named = Method()
            .Matches(walk)
            .Select(match => (Type: match.Groups["type"].Value, Method: match.Groups["method"].Value))
            .ToList();

        Assert.True(named.Count > 15);
        Findings.None(
            named
                .Where(one =>
                    !types[one.Type]
                        .Any(type => type.GetMethods().Any(method => method.Name == one.Method) || HasInternal(type, one.Method))
                )
                .Select(one => $"{one.Type}.{one.Method}")
        );
    }

    private static bool HasInternal(Type type, string method) =>
        type.GetMethods(
                System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic
            )
            .Any(one => one.Name == method);

    [GeneratedRegex(@"`(?<type>[A-Z]\w+)\.(?<method>[A-Z]\w+)`", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Method();
}
