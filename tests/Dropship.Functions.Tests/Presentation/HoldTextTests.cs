using System.Text.RegularExpressions;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Functions.Presentation;

namespace Dropship.Functions.Tests.Presentation;

/// <summary>Why something waits is told in the reader's language.</summary>
public sealed partial class HoldTextTests
{
    private readonly Texts _texts = new();

    public static TheoryData<string> Sentences => [.. HoldSentences.All.Select(sentence => sentence.Name)];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void Each_sentence_stands_in_both_languages_with_the_same_gaps(string name)
    {
        var sentence = HoldSentences.All.Single(one => one.Name == name);
        Assert.Equal(sentence.English, _texts.In(Language.English)[$"detail.{name}"]);
        Assert.Equal(Gaps(sentence.English), Gaps(_texts.In(Language.Chinese)[$"detail.{name}"]));
    }

    [Fact]
    public void Facts_are_said_in_the_language_and_a_text_without_facts_stays()
    {
        var late = HoldSentences
            .PiecesShipped.With(("shipped", "1"), ("all", "3"))
            .And(HoldSentences.WantedBy.With(("time", "2026-03-01 08:00")));

        Assert.Equal("1 of 3 pieces shipped; the store wants it shipped by 2026-03-01 08:00 UTC", late.Text);
        Assert.Equal(late.Text, _texts.Detail(Language.English, late.Text, late.Facts));
        Assert.Equal(
            "已发货 1 件，共 3 件；店铺要求在 2026-03-01 08:00（UTC）前发货",
            _texts.Detail(Language.Chinese, late.Text, late.Facts)
        );
        Assert.Equal("1688: 库存不足", _texts.Detail(Language.Chinese, "1688: 库存不足", null));
    }

    [Fact]
    public void A_sentence_that_a_later_version_took_away_is_shown_as_it_was_stored()
    {
        var gone = new HoldFacts([new HoldFact("gone", new Dictionary<string, string>())]);
        Assert.Equal("as it was", _texts.Detail(Language.Chinese, "as it was", gone));
    }

    private static IEnumerable<string> Gaps(string text) => Gap().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\w+\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Gap();
}
