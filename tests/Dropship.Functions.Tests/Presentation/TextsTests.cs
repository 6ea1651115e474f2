using System.Text.RegularExpressions;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Planning;
using Dropship.Core.Ports;
using Dropship.Functions.Presentation;
using Dropship.Functions.Tests.Support;

namespace Dropship.Functions.Tests.Presentation;

/// <summary>Both languages say the same, and there is a text for everything that can be shown.</summary>
public sealed partial class TextsTests
{
    private static readonly Language[] s_languages = [Language.English, Language.Chinese];

    // Words that code puts together from the name of a state.
    private static readonly IReadOnlyList<string> s_states =
    [
        .. Enum.GetNames<ApprovalStanding>()
            .Where(standing => standing is not (nameof(ApprovalStanding.Open) or nameof(ApprovalStanding.Void)))
            .Select(standing => $"standing{standing}"),
        .. Enum.GetNames<VoidCause>().Select(cause => $"standing{ApprovalStanding.Void}{cause}"),
        .. Enum.GetNames<ApprovalStanding>()
            .Where(standing => standing != nameof(ApprovalStanding.NotIssued))
            .Select(standing => $"title{standing}"),
        .. Enum.GetNames<HoldActor>().Select(actor => $"actor{actor}"),
        .. Enum.GetNames<WaitActor>().Select(actor => $"waitBy{actor}"),
        .. Enum.GetNames<WaitKind>().Select(kind => $"wait{kind}"),
        .. Enum.GetNames<DigestKind>().Select(kind => $"digest{kind}"),
        .. Enum.GetNames<OrderTab>().Select(tab => $"tab{tab}"),
        .. Enum.GetNames<OrderState>().Select(state => $"order{state}"),
        .. Enum.GetNames<PurchaseOrderState>().Select(state => $"purchase{state}"),
        .. Enum.GetNames<StorePaymentStatus>().Select(status => $"storePayment{status}"),
        .. Enum.GetNames<StoreFulfilmentStatus>().Select(status => $"storeFulfilment{status}"),
        .. Enum.GetNames<ParcelStatus>().Select(status => $"parcel{status}"),
        .. Enum.GetNames<DeliveryStatus>().Select(status => $"delivery{status}"),
        .. HoldSentences.All.Select(sentence => $"detail.{sentence.Name}"),
        .. AddressRules.Fields.Append("address").Select(field => $"field.{field}"),
    ];

    private readonly Texts _texts = new();

    [Fact]
    public void Both_languages_have_the_same_names_and_no_empty_text()
    {
        Assert.Equal(_texts.In(Language.English).Keys, _texts.In(Language.Chinese).Keys);
        Assert.All(
            s_languages,
            language =>
                Assert.All(_texts.In(language), word => Assert.False(string.IsNullOrWhiteSpace(word.Value), $"{language}: {word.Key}"))
        );
        Assert.Equal(("en", "zh-CN"), (_texts.In(Language.English)["language"], _texts.In(Language.Chinese)["language"]));
    }

    [Fact]
    public void Both_languages_have_the_same_gaps() =>
        Assert.All(_texts.In(Language.English), word => Assert.Equal(GapsOf(word.Value), GapsOf(_texts.In(Language.Chinese)[word.Key])));

    [Fact]
    public void The_Chinese_is_Chinese() =>
        Assert.All(
            _texts.In(Language.Chinese).Where(word => word.Key != "language"),
            word => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", word.Value)
        );

    [Fact]
    public void Each_state_that_is_shown_has_its_words() =>
        Assert.All(s_states, name => Assert.Contains(name, _texts.In(Language.English)));

    [Fact]
    public void Each_hold_reason_has_its_texts_and_no_text_is_left_over()
    {
        string[] needed =
        [
            .. HoldReasons
                .All.SelectMany(reason => (string[])[$"hold.{reason.Code}.what", $"hold.{reason.Code}.todo"])
                .Order(StringComparer.Ordinal),
        ];

        Assert.Equal(needed, _texts.In(Language.English).Keys.Where(IsOfHold).Order(StringComparer.Ordinal));
        Assert.All(
            _texts.In(Language.English).Where(text => IsOfHold(text.Key)),
            text => Assert.EndsWith(".", text.Value, StringComparison.Ordinal)
        );
        Assert.All(
            _texts.In(Language.Chinese).Where(text => IsOfHold(text.Key)),
            text => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}.*。$", text.Value)
        );
    }

    [Fact]
    public void The_runbook_says_the_same_as_the_mails()
    {
        var runbook = OneLine(SourceTree.Read("docs/runbook.md"));
        Findings.None(
            from reason in HoldReasons.All
            let heading = $"## {reason.Code.ToLowerInvariant().Replace('_', '-')}\n\n`{reason.Code}` · acts: {reason.Actor.ToString().ToLowerInvariant()}\n\n"
            let entry = $"{heading}{_texts.What(Language.English, reason.Code)} {_texts.What(Language.Chinese, reason.Code)}\n\n**What to do.** {_texts.Todo(Language.English, reason.Code)}\n"
            where !runbook.Contains(OneLine(entry), StringComparison.Ordinal)
            select reason.Code
        );
    }

    [Fact]
    public void A_sentence_has_at_most_25_words() =>
        Findings.None(
            from text in _texts.In(Language.English)
            from sentence in text.Value.Split([". ", "; "], StringSplitOptions.None)
            where sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > 25
            select $"{text.Key}: {sentence}"
        );

    [Fact]
    public void A_state_is_shown_in_words_and_not_by_its_name() =>
        Findings.None(
            from language in s_languages
            from text in _texts.In(language)
            where Identifier().IsMatch(text.Value)
            select $"{language}: {text.Key}: {text.Value}"
        );

    [Fact]
    public void Templates_and_code_use_the_words_that_are_there_and_all_of_them()
    {
        var used = SourceTree
            .Files("functions/Dropship.Functions", "*.hbs")
            .SelectMany(file => InTemplate().Matches(SourceTree.Read(file)))
            .Concat(SourceTree.Files("functions/Dropship.Functions", "*.cs").SelectMany(file => InCode().Matches(SourceTree.Code(file))))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);
        var there = _texts.In(Language.English).Keys.ToHashSet(StringComparer.Ordinal);
        var inTemplates = SourceTree
            .Files("functions/Dropship.Functions", "*.hbs")
            .SelectMany(file => InTemplate().Matches(SourceTree.Read(file)))
            .Select(match => match.Groups["name"].Value);

        Assert.Subset(there, inTemplates.ToHashSet(StringComparer.Ordinal));
        Findings.None(there.Where(name => !used.Contains(name) && !s_states.Contains(name) && !IsOfHold(name)));
    }

    [Fact]
    public void A_sentence_is_filled()
    {
        Assert.Equal(
            "Reminder 2: approve 12.34 CNY: order #1, Lamp {x}",
            _texts.Say(
                Language.English,
                "reminderSubject",
                ("number", "2"),
                ("amount", "12.34 CNY"),
                ("order", "#1"),
                ("supplier", "Lamp {x}")
            )
        );
        Assert.Throws<KeyNotFoundException>(() => _texts.Say(Language.English, "no such word"));
    }

    [Fact]
    public void A_time_is_told_in_the_readers_zone()
    {
        var time = new DateTimeOffset(2026, 3, 1, 20, 30, 0, TimeSpan.FromHours(-5));

        Assert.Equal("2026-03-02 01:30 UTC", Texts.Time(Language.English, time));
        Assert.Equal("2026-03-02 09:30 (北京时间)", Texts.Time(Language.Chinese, time));
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static bool IsOfHold(string name) => name.StartsWith("hold.", StringComparison.Ordinal);

    private static IEnumerable<string> GapsOf(string text) =>
        Gap().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    // Two words run together; the settings and the names of products are none.
    [GeneratedRegex(@"(?<!\w)(?!takeTestOrders)[A-Za-z][a-z]+[A-Z][a-z]+\w*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Gap();

    [GeneratedRegex(@"(?<![\w.])(?:\.\./)?(t|en|zh)\.(?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InTemplate();

    [GeneratedRegex("\"(?<name>[a-z][A-Za-z]*)\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InCode();
}
