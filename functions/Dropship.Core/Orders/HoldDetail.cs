namespace Dropship.Core.Orders;

/// <summary>The particulars of a hold: in English for histories and programs, and as facts for people.</summary>
/// <param name="Text">The English text, without personal data.</param>
/// <param name="Facts">The same as facts; null when the text is the same in all languages, or not said in others yet.</param>
public sealed record HoldDetail(string Text, HoldFacts? Facts = null)
{
    public static implicit operator HoldDetail(string text) => FromString(text);

    public static HoldDetail FromString(string text) => new(text);

    /// <summary>Says something more.</summary>
    public HoldDetail And(HoldDetail? more) =>
        more is null
            ? this
            : new HoldDetail(
                $"{Text}; {more.Text}",
                Facts is { } first && more.Facts is { } second ? new HoldFacts([.. first.All, .. second.All]) : null
            );
}
