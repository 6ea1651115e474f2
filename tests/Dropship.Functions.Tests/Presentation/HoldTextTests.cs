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

    [Theory]
    [InlineData("it was Cancelled; its address is erased", "订单原状态：已取消；收货地址已清除")]
    [InlineData("cancelled by Ann: 卖错了; paid 12.50 CNY", "由 Ann 取消：卖错了；已付 12.50 CNY")]
    [InlineData("the store order was cancelled; paid 12.50 CNY", "店铺订单已取消；已付 12.50 CNY")]
    [InlineData("2 of line L1; 1 of line L2", "订单行 L1：2 件；订单行 L2：1 件")]
    [InlineData("the address changed", "收货地址已变更")]
    [InlineData("parcel LP1: the store has no number, the supplier says SF2", "包裹 LP1：店铺中没有单号，供应商为 SF2")]
    [InlineData("parcel LP1: the store has YT1, the supplier says SF2", "包裹 LP1：店铺中为 YT1，供应商为 SF2")]
    [InlineData("no answer since 2026-03-01 08:00 UTC: http-503: 系统繁忙", "自 2026-03-01 08:00 UTC 起无响应：http-503: 系统繁忙")]
    [InlineData("the order was deleted in the store; what is not paid for it is cancelled", "订单已在店铺中删除；其未付款的采购已取消")]
    [InlineData("1688 does not allow the trade type 'a' here, only: b, c", "1688 在此不支持交易方式 'a'，仅支持：b, c")]
    [InlineData("the address changed; 缺货", "收货地址已变更；原文：缺货")]
    public void A_text_without_facts_is_said_in_the_language_as_far_as_its_words_are_known(string text, string chinese)
    {
        Assert.Equal(chinese, _texts.Detail(Language.Chinese, text, null));
        Assert.Equal(
            text.Replace("Cancelled", _texts.In(Language.English)["orderCancelled"], StringComparison.Ordinal),
            _texts.Detail(Language.English, text, null)
        );
    }

    [Theory]
    [MemberData(nameof(Sentences))]
    public void Each_sentence_is_known_again_by_its_text(string name)
    {
        var sentence = HoldSentences.All.Single(one => one.Name == name);
        var gaps = Gap().Matches(sentence.English).Select(match => (match.Value[1..^1], "x1")).Distinct().ToArray();
        var detail = sentence.With(gaps);

        // What has hardly a word of its own is nobody's.
        Assert.Equal(sentence.OwnLetters < 3 ? null : detail.Facts!.All[0], sentence.Read(detail.Text));
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
