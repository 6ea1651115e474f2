using System.Text.RegularExpressions;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Purchasing;
using Dropship.Functions.Tests.Support;
using Dropship.Functions.Words;

namespace Dropship.Functions.Tests.Words;

/// <summary>Both languages say the same, and there is a word for everything that can be shown.</summary>
public sealed partial class WordBookTests
{
    private static readonly Language[] s_languages = [Language.English, Language.Chinese];

    // Words that code puts together from the name of a state.
    private static readonly IReadOnlyList<string> s_states =
    [
        .. Enum.GetNames<ApprovalStanding>().Where(standing => standing != nameof(ApprovalStanding.Open)).Select(standing => $"standing{standing}"),
        .. Enum.GetNames<HoldActor>().Select(actor => $"actor{actor}"),
        .. Enum.GetNames<PurchaseOrderGroup>().Select(tab => $"tab{tab}"),
        .. Enum.GetNames<OrderState>().Select(state => $"order{state}"),
        .. Enum.GetNames<PurchaseOrderState>().Select(state => $"purchase{state}"),
        .. Enum.GetNames<StorePaymentStatus>().Select(status => $"storePayment{status}"),
        .. Enum.GetNames<StoreFulfilmentStatus>().Select(status => $"storeFulfilment{status}"),
        .. Enum.GetNames<DeliveryStatus>().Select(status => $"delivery{status}"),
    ];

    private readonly WordBook _words = new();

    [Fact]
    public void Both_languages_have_the_same_names_and_no_empty_text()
    {
        Assert.Equal(_words.In(Language.English).Keys, _words.In(Language.Chinese).Keys);
        Assert.All(s_languages, language => Assert.All(_words.In(language), word => Assert.False(string.IsNullOrWhiteSpace(word.Value), $"{language}: {word.Key}")));
        Assert.Equal(("en", "zh-CN"), (_words.In(Language.English)["language"], _words.In(Language.Chinese)["language"]));
    }

    [Fact]
    public void Both_languages_have_the_same_gaps() =>
        Assert.All(_words.In(Language.English), word => Assert.Equal(GapsOf(word.Value), GapsOf(_words.In(Language.Chinese)[word.Key])));

    [Fact]
    public void The_Chinese_is_Chinese() =>
        Assert.All(_words.In(Language.Chinese).Where(word => word.Key != "language"), word => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", word.Value));

    [Fact]
    public void Each_state_that_is_shown_has_its_words() => Assert.All(s_states, name => Assert.Contains(name, _words.In(Language.English)));

    [Fact]
    public void Each_reason_for_waiting_is_worded_in_both_languages()
    {
        Assert.All(HoldReasons.All, reason =>
        {
            Assert.Matches("^[A-Z0-9_]+$", reason.Code);
            Assert.EndsWith(".", reason.English, StringComparison.Ordinal);
            Assert.EndsWith(".", reason.EnglishRemedy, StringComparison.Ordinal);
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}.*。$", reason.Chinese);
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}.*。$", reason.ChineseRemedy);
        });
    }

    [Fact]
    public void Templates_and_code_use_the_words_that_are_there_and_all_of_them()
    {
        var used = SourceTree.Files("functions/Dropship.Functions", "*.hbs").SelectMany(file => InTemplate().Matches(SourceTree.Read(file)))
            .Concat(SourceTree.Files("functions/Dropship.Functions", "*.cs").SelectMany(file => InCode().Matches(SourceTree.Code(file))))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);
        var there = _words.In(Language.English).Keys.ToHashSet(StringComparer.Ordinal);
        var inTemplates = SourceTree.Files("functions/Dropship.Functions", "*.hbs").SelectMany(file => InTemplate().Matches(SourceTree.Read(file))).Select(match => match.Groups["name"].Value);

        Assert.Subset(there, inTemplates.ToHashSet(StringComparer.Ordinal));
        Findings.None(there.Where(name => !used.Contains(name) && !s_states.Contains(name)));
    }

    [Fact]
    public void A_sentence_is_filled()
    {
        Assert.Equal("Reminder 2: approve 12.34 CNY: order #1, Lamp {x}", _words.Say(Language.English, "reminderSubject", ("number", "2"), ("amount", "12.34 CNY"), ("order", "#1"), ("supplier", "Lamp {x}")));
        Assert.Throws<KeyNotFoundException>(() => _words.Say(Language.English, "no such word"));
    }

    [Fact]
    public void A_time_is_told_in_the_readers_zone()
    {
        var time = new DateTimeOffset(2026, 3, 1, 20, 30, 0, TimeSpan.FromHours(-5));

        Assert.Equal("2026-03-02 01:30 UTC", WordBook.Time(Language.English, time));
        Assert.Equal("2026-03-02 09:30 (北京时间)", WordBook.Time(Language.Chinese, time));
    }

    private static IEnumerable<string> GapsOf(string text) => Gap().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\w+\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Gap();

    [GeneratedRegex(@"(?<![\w.])(?:\.\./)?(t|en|zh)\.(?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InTemplate();

    [GeneratedRegex("\"(?<name>[a-z][A-Za-z]*)\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InCode();
}
