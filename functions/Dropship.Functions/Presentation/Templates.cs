using System.Collections.Concurrent;
using HandlebarsDotNet;

namespace Dropship.Functions.Presentation;

/// <summary>The templates of pages and mails, from <c>*.hbs</c> files in the build. HTML ones escape what they are given.</summary>
public sealed class Templates
{
    private readonly IHandlebars _html = Html();
    private readonly IHandlebars _text = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true });
    private readonly ConcurrentDictionary<string, HandlebarsTemplate<object, object>> _compiled = new(StringComparer.Ordinal);

    /// <summary>Fills a template.</summary>
    /// <param name="name">Its path in the project with dots, such as <c>Fulfilment.Approvals.approval.page.hbs</c>.</param>
    /// <param name="model">What it shows.</param>
    public string Fill(string name, object model) => _compiled.GetOrAdd(name, Compile)(model);

    private HandlebarsTemplate<object, object> Compile(string name) =>
        (name.EndsWith(".txt.hbs", StringComparison.Ordinal) ? _text : _html).Compile(Read(name));

    private static IHandlebars Html()
    {
        var html = Handlebars.Create();
        html.RegisterTemplate("head", Read("Presentation.head.part.hbs"));
        html.RegisterTemplate("styles", Read("Presentation.styles.part.hbs"));
        return html;
    }

    private static string Read(string name)
    {
        using var stream =
            typeof(Templates).Assembly.GetManifestResourceStream($"Dropship.Functions.{name}")
            ?? throw new InvalidOperationException($"The template '{name}' is missing from the build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
