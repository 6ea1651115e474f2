using Dropship.Functions.Presentation;
using Dropship.Functions.Tests.Support;

namespace Dropship.Functions.Tests.Presentation;

/// <summary>Templates are in the build; those of HTML escape, those of text do not.</summary>
public sealed class TemplatesTests
{
    private const string Hostile = "<script>alert('x')</script> & \"quoted\"";

    private readonly Templates _templates = new();

    [Fact]
    public void Each_template_is_in_the_build_and_compiles()
    {
        var files = SourceTree.Files("functions/Dropship.Functions", "*.hbs");
        Assert.True(files.Count >= 7);

        Assert.All(
            files,
            file =>
                Assert.NotEmpty(
                    _templates.Fill(
                        string.Join('.', file.Split('/').Skip(2)),
                        new { t = new Dictionary<string, string>(StringComparer.Ordinal) }
                    )
                )
        );
    }

    [Fact]
    public void No_template_lets_anything_through_unescaped() =>
        Assert.All(
            SourceTree.Files("functions/Dropship.Functions", "*.hbs"),
            file => Assert.DoesNotContain("{{{", SourceTree.Read(file), StringComparison.Ordinal)
        );

    [Fact]
    public void Html_is_escaped_and_text_is_not()
    {
        var model = new
        {
            t = new Dictionary<string, string>(StringComparer.Ordinal),
            what = Hostile,
            facts = new[] { new { name = "n", value = Hostile } },
        };

        Assert.DoesNotContain("<script", _templates.Fill("Operations.alert.mail.html.hbs", model), StringComparison.Ordinal);
        Assert.Contains(Hostile, _templates.Fill("Operations.alert.mail.txt.hbs", model), StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_is_not_there_is_named() =>
        Assert.Contains(
            "'Nowhere.hbs' is missing from the build",
            Assert.Throws<InvalidOperationException>(() => _templates.Fill("Nowhere.hbs", new { })).Message,
            StringComparison.Ordinal
        );
}
