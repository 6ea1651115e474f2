using System.Globalization;
using System.Text.RegularExpressions;
using Dropship.Functions.Tests.Support;

namespace Dropship.Functions.Tests.Presentation;

/// <summary>Colours of pages and mails keep the contrast of WCAG 2.2 AA, and pictures have a text.</summary>
public sealed partial class ContrastTests
{
    private static readonly string[] s_grounds = ["#ffffff", "#f5f6f8", "#fff4ec", "#fafbfc"];

    [Theory]
    [InlineData("--ink")]
    [InlineData("--soft")]
    [InlineData("--brand")]
    [InlineData("--good")]
    [InlineData("--bad")]
    public void Text_colours_stand_out_on_each_ground(string name) =>
        Assert.All(s_grounds, ground => Assert.True(Contrast(Variable(name), ground) >= 4.5, $"{name} on {ground}"));

    [Theory]
    [InlineData("--brand", 4.5)]
    [InlineData("--ink", 4.5)]
    [InlineData("--edge", 3)]
    public void White_stands_out_on_buttons_and_edges_on_white(string name, double least) =>
        Assert.True(Contrast(Variable(name), "#ffffff") >= least);

    [Fact]
    public void Mails_use_the_colours_of_the_pages()
    {
        var known = Colour()
            .Matches(Styles())
            .Select(match => match.Value)
            .Concat(["#fff", "#fff4ec", "#e4e7ec"])
            .ToHashSet(StringComparer.Ordinal);

        Findings.None(
            from file in SourceTree.Files("functions/Dropship.Functions", "*.mail.html.hbs")
            from match in Colour().Matches(SourceTree.Read(file))
            where !known.Contains(match.Value)
            select $"{file}: {match.Value}"
        );
    }

    [Fact]
    public void Each_picture_has_a_text() =>
        Findings.None(
            from file in SourceTree.Files("functions/Dropship.Functions", "*.hbs")
            from match in Picture().Matches(SourceTree.Read(file))
            where !match.Value.Contains("alt=\"{{title}}\"", StringComparison.Ordinal)
            select $"{file}: {match.Value}"
        );

    private static string Styles() => SourceTree.Read("functions/Dropship.Functions/Presentation/styles.part.hbs");

    private static string Variable(string name) =>
        Regex.Match(Styles(), $"{name}:(#[0-9a-f]{{6}})", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;

    private static double Contrast(string one, string other)
    {
        double[] lights = [Luminance(one), Luminance(other)];
        return (lights.Max() + 0.05) / (lights.Min() + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Part(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255d;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));
    }

    [GeneratedRegex("#[0-9a-f]{3,6}(?=[;\"}])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Colour();

    [GeneratedRegex("<img[^>]*>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Picture();
}
