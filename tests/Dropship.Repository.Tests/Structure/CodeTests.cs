using System.Reflection;
using Dropship.Core.Orders;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Structure;

/// <summary>Codes are used by their names: none is declared in vain, and none is written out.</summary>
public sealed class CodeTests
{
    private static readonly IReadOnlyList<(string File, string Text)> s_sources =
    [
        .. RepositoryFiles
            .Named("*.cs")
            .Where(file => file.StartsWith("functions/", StringComparison.Ordinal))
            .Where(file => Path.GetFileName(file) is not ("EventKinds.cs" or "HoldReasons.cs"))
            .Select(file => (file, RepositoryFiles.Read(file))),
    ];

    [Theory]
    [InlineData(typeof(EventKinds))]
    [InlineData(typeof(HoldReasons))]
    public void Each_declared_code_is_used(Type codes) =>
        Assert.DoesNotContain(
            codes.GetFields(BindingFlags.Public | BindingFlags.Static).Select(member => $"{codes.Name}.{member.Name}"),
            name => !s_sources.Any(source => IsNamed(source.Text, name))
        );

    [Fact]
    public void No_kind_of_event_is_written_out() =>
        Assert.Empty(
            from source in s_sources
            from member in typeof(EventKinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            let code = ((EventKind)member.GetValue(null)!).Code
            where source.Text.Contains($"\"{code}\"", StringComparison.Ordinal)
            select $"{source.File}: {code}"
        );

    [Fact]
    public void Holds_are_compared_by_their_reason() =>
        Assert.Empty(
            from source in s_sources
            where
                source.File != "functions/Dropship.Core/Ports/AlertNotice.cs"
                && source.File != "functions/Dropship.Core/Orders/HoldExtensions.cs"
            from line in source.Text.Split('\n')
            where
                (line.Contains("== HoldReasons.", StringComparison.Ordinal) || line.Contains("!= HoldReasons.", StringComparison.Ordinal))
                && line.Contains(".Code", StringComparison.Ordinal)
            select $"{source.File}: {line.Trim()}"
        );

    private static bool IsNamed(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if (at + name.Length == text.Length || !char.IsLetterOrDigit(text[at + name.Length]))
            {
                return true;
            }
        }

        return false;
    }
}
