using System.Text;
using Spectre.Console;

namespace Dropship.Local;

/// <summary>One line of the screen.</summary>
/// <param name="Parts">Its pieces, from left to right.</param>
internal sealed record TextLine(params IReadOnlyList<TextPart> Parts)
{
    /// <summary>A line in one colour.</summary>
    public TextLine(string text, string? colour = null)
        : this([new TextPart(text, colour)]) { }

    /// <summary>The text without colours.</summary>
    public override string ToString() => string.Concat(Parts.Select(part => part.Text)).TrimEnd();

    /// <summary>How many columns it takes.</summary>
    public int Width => Parts.Sum(part => part.Text.GetCellWidth());

    /// <summary>The line for a terminal, cut or filled to a width.</summary>
    public Paragraph Render(int width)
    {
        var paragraph = new Paragraph { Overflow = Overflow.Crop };
        foreach (var part in Parts)
        {
            var text = Cut(part.Text, width);
            paragraph.Append(text, part.Colour is { } colour ? Style.Parse(colour) : Style.Plain);
            width -= text.GetCellWidth();
        }

        return paragraph.Append(new string(' ', Math.Max(0, width)));
    }

    /// <summary>Cuts a text to a width in columns, where Chinese characters take two. Control characters become blanks.</summary>
    public static string Cut(string text, int width)
    {
        var clean = string.Create(
            text.Length,
            text,
            static (span, from) =>
            {
                for (var index = 0; index < span.Length; index++)
                {
                    span[index] = char.IsControl(from[index]) ? ' ' : from[index];
                }
            }
        );
        if (clean.GetCellWidth() <= width)
        {
            return clean;
        }

        var (cut, used) = (new StringBuilder(), 0);
        foreach (var rune in clean.EnumerateRunes())
        {
            var next = rune.ToString();
            used += next.GetCellWidth();
            if (used >= width)
            {
                break;
            }

            cut.Append(next);
        }

        return width <= 0 ? string.Empty : cut.Append('…').ToString();
    }

    /// <summary>Cuts or fills a text to exactly a width in columns.</summary>
    public static string Fit(string text, int width)
    {
        var cut = Cut(text, width);
        return cut + new string(' ', Math.Max(0, width - cut.GetCellWidth()));
    }
}
