using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Presentation;
using Dropship.Functions.Tests.Support;

namespace Dropship.Functions.Tests.Presentation;

/// <summary>The mails: what is needed to decide, in the reader's language, and nothing about the customer.</summary>
public sealed class NoticesTests
{
    private static readonly Uri s_page = new("https://dropship.example/api/approvals/shop-one.6001.0123456789.s1/k1.abc-DEF_123");
    private static readonly Uri s_list = new("https://dropship.example/api/order-list/1775000000.ann.k1.abc-DEF_123");

    private readonly Notices _notices = new(new Texts(), new Templates(), new TrackingPages(null));

    public static TheoryData<Language, int> Readers =>
        new()
        {
            { Language.English, 0 },
            { Language.English, 2 },
            { Language.Chinese, 0 },
            { Language.Chinese, 1 },
        };

    [Theory]
    [InlineData(Language.English, "Approve 2 and pay 1 purchase orders: 370.35 CNY")]
    [InlineData(Language.Chinese, "待审批 2 笔、待付款 1 笔采购单：370.35 CNY")]
    public void A_collected_mail_shows_each_purchase_order_with_a_link_of_its_own(Language language, string subject)
    {
        var facts = Facts.Of(Facts.Record());
        ApproverMatter[] matters =
        [
            new(facts, ApproverMatterKind.Decision, 0, s_page),
            new(facts with { OrderNumber = "#1002" }, ApproverMatterKind.Decision, 2, new Uri(s_page, "second")),
            new(facts with { OrderNumber = "#1003" }, ApproverMatterKind.Payment, 0, new Uri(s_page, "third")),
        ];
        var mail = _notices.Collected(matters, Reader(language), "batch");
        var html = Parse(mail);

        Assert.Equal(subject, mail.Subject);
        Assert.Equal(
            matters.Select(matter => matter.Page.AbsoluteUri),
            html.QuerySelectorAll("a").Select(link => link.GetAttribute("href"))
        );
        string[] needed =
        [
            "#1001",
            "#1002",
            "#1003",
            "义乌灯具 <厂>",
            "123.45 CNY",
            language == Language.Chinese ? "第 2 次提醒" : "Reminder 2",
        ];
        Assert.All(needed, text => Assert.Contains(text, mail.Text, StringComparison.Ordinal));
        Assert.All(needed, text => Assert.Contains(text, html.Body!.TextContent, StringComparison.Ordinal));
        Assert.All(matters, matter => Assert.Contains(matter.Page.AbsoluteUri, mail.Text, StringComparison.Ordinal));
        Assert.Equal(mail.Id, _notices.Collected(matters[..2], Reader(language), "batch").Id);
        Assert.NotEqual(mail.Id, _notices.Collected(matters, Reader(language), "another").Id);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_mail_asks_with_all_that_is_needed_to_decide(Language language, int reminder)
    {
        var facts = Facts.Of(Facts.Record());
        var mail = _notices.AskForApproval(facts, Reader(language), s_page, reminder);
        var html = Parse(mail);

        string[] needed =
        [
            "123.45 CNY",
            "6.00 CNY",
            "49.98 USD",
            "#1001",
            "义乌灯具 <厂>",
            "LAMP-RED",
            "1690000000000000001",
            "Shop & Söhne",
            "Hà Nội, VN",
            "2026-01-31",
        ];
        Assert.All(needed, text => Assert.Contains(text, mail.Text, StringComparison.Ordinal));
        Assert.All(needed, text => Assert.Contains(text, html.Body!.TextContent, StringComparison.Ordinal));
        Assert.Contains(Texts.Time(language, facts.Approval.ExpiresAt), mail.Text, StringComparison.Ordinal);
        Assert.Equal("https://img.example/1.jpg?a=1&b=2", Assert.Single(html.QuerySelectorAll("img")).GetAttribute("src"));
        Assert.Equal(language == Language.Chinese ? "zh-CN" : "en", html.DocumentElement.GetAttribute("lang"));
        Assert.Contains("123.45 CNY", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("#1001", mail.Subject, StringComparison.Ordinal);
        if (reminder > 0)
        {
            Assert.Contains($"{reminder}", mail.Subject.Split('#')[0], StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void The_link_stands_once_in_each_form(Language language, int reminder)
    {
        var mail = _notices.AskForApproval(Facts.Of(Facts.Record()), Reader(language), s_page, reminder);
        var links = Parse(mail).QuerySelectorAll("a");

        Assert.Equal(s_page.AbsoluteUri, Assert.Single(links).GetAttribute("href"));
        Assert.Equal(2, mail.Html.Split(s_page.AbsoluteUri).Length);
        Assert.Equal(2, mail.Text.Split(s_page.AbsoluteUri).Length);
        Assert.Contains(mail.Text.Split('\n'), line => line.Trim() == s_page.AbsoluteUri);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void No_mail_tells_who_the_customer_is(Language language, int reminder)
    {
        var facts = Facts.Of(Facts.Record());
        OutgoingMail[] mails =
        [
            _notices.AskForApproval(facts, Reader(language), s_page, reminder),
            _notices.AskForPayment(facts, Reader(language), s_page),
        ];

        Assert.All(
            mails,
            mail =>
                Assert.All(
                    Facts.Secrets,
                    secret =>
                    {
                        Assert.DoesNotContain(secret, mail.Text, StringComparison.Ordinal);
                        Assert.DoesNotContain(secret, mail.Html, StringComparison.Ordinal);
                        Assert.DoesNotContain(secret, Parse(mail).Body!.TextContent, StringComparison.Ordinal);
                        Assert.DoesNotContain(secret, mail.Subject, StringComparison.Ordinal);
                    }
                )
        );
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_hostile_title_stays_a_title(Language language, int reminder)
    {
        var mail = _notices.AskForApproval(Facts.Of(Facts.Record()), Reader(language), s_page, reminder);
        var html = Parse(mail);

        Assert.Empty(html.QuerySelectorAll("script"));
        Assert.Contains(html.QuerySelectorAll("b"), bold => bold.TextContent == Facts.Hostile);
        Assert.Contains(Facts.Hostile, mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void The_text_reads_by_itself(Language language)
    {
        var mail = _notices.AskForApproval(Facts.Of(Facts.Record(Facts.Round(2))), Reader(language), s_page, 0);

        Assert.DoesNotContain("{{", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("&amp;", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("&lt;", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", mail.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal("123.45 CNY", mail.Text.Split('\n')[0].Split(": ")[1].Trim());
    }

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void A_changed_amount_is_told_beside_the_old_one(Language language)
    {
        var changed = _notices.AskForApproval(Facts.Of(Facts.Record(Facts.Round(2))), Reader(language), s_page, 0);
        var first = _notices.AskForApproval(Facts.Of(Facts.Record()), Reader(language), s_page, 0);

        Assert.Contains("99.00 CNY", changed.Text, StringComparison.Ordinal);
        Assert.Contains("99.00 CNY", changed.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("99.00 CNY", first.Text + first.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Language.English, "Approved by Ann on 2026-03-01 09:00 UTC.")]
    [InlineData(Language.Chinese, "Ann 已于 2026-03-01 17:00 (北京时间) 批准。")]
    public void The_mail_to_pay_says_who_approved(Language language, string says)
    {
        var mail = _notices.AskForPayment(Facts.Of(Facts.Record(Facts.Round(1, ApprovalState.Approved))), Reader(language), s_page);

        Assert.Contains(says, mail.Text, StringComparison.Ordinal);
        Assert.Contains(says, Parse(mail).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("123.45 CNY", mail.Subject, StringComparison.Ordinal);
        Assert.Equal(s_page.AbsoluteUri, Assert.Single(Parse(mail).QuerySelectorAll("a")).GetAttribute("href"));
    }

    [Fact]
    public void The_same_mail_has_the_same_id_and_another_mail_another()
    {
        var facts = Facts.Of(Facts.Record());
        var alert = new Alert
        {
            Notice = new AlertNotice(AlertKey.Of(new OrderKey("shop-one", "1"), "OUT_OF_STOCK"), "OUT_OF_STOCK", "#1001", "0 left"),
            RaisedAt = Facts.Begin,
        };
        Func<OutgoingMail>[] mails =
        [
            () => _notices.AskForApproval(facts, Facts.Ann, s_page, 0),
            () => _notices.AskForApproval(facts, Facts.Ann, s_page, 1),
            () => _notices.AskForApproval(facts, Facts.Li, s_page, 0),
            () => _notices.AskForApproval(Facts.Of(Facts.Record(Facts.Round(2))), Facts.Ann, s_page, 0),
            () => _notices.AskForPayment(facts, Facts.Ann, s_page),
            () => _notices.AskForPayment(facts, Facts.Li, s_page),
            () => _notices.Alert([alert], Facts.Ann, s_list),
            () => _notices.Alert([alert], Facts.Li, s_list),
            () => _notices.Alert([alert with { RaisedAt = Facts.Begin.AddHours(1) }], Facts.Ann, s_list),
            () =>
                _notices.Alert(
                    [alert with { Notice = alert.Notice with { Key = AlertKey.Of(new OrderKey("shop-one", "2"), "OUT_OF_STOCK") } }],
                    Facts.Ann,
                    s_list
                ),
        ];

        Assert.All(mails, mail => Assert.Equal(mail().Id, mail().Id));
        Assert.Equal(mails.Length, mails.Select(mail => mail().Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(mails, mail => Assert.Matches("^[A-Za-z0-9._-]{1,200}$", mail().Id));
        Assert.Equal(["ann@example.com"], mails[0]().To);
        Assert.Equal(["li@example.com"], mails[2]().To);
    }

    [Fact]
    public void Every_reason_for_waiting_can_be_mailed_in_both_languages()
    {
        var texts = new Texts();
        var order = new OrderKey("shop-one", "1");
        foreach (var reason in HoldReasons.All)
        {
            var alert = new Alert
            {
                Notice = new AlertNotice(AlertKey.Of(order, reason), reason.Code, "#1001, 供应商", $"detail {Facts.Hostile}", order),
                RaisedAt = Facts.Begin,
            };
            foreach (var reader in (Approver[])[Facts.Ann, Facts.Li])
            {
                var mail = _notices.Alert([alert], reader, s_list);
                var html = Parse(mail);

                string[] needed =
                [
                    texts.What(reader.Language, reason.Code),
                    texts.Todo(reader.Language, reason.Code),
                    "#1001, 供应商",
                    $"detail {Facts.Hostile}",
                    reason.Code,
                    Texts.Time(reader.Language, Facts.Begin),
                ];
                Assert.All(needed, text => Assert.Contains(text, mail.Text, StringComparison.Ordinal));
                Assert.All(needed, text => Assert.Contains(text, html.Body!.TextContent, StringComparison.Ordinal));
                Assert.Contains(needed[0], mail.Subject, StringComparison.Ordinal);
                var link = $"{s_list.AbsoluteUri}/orders/shop-one/1";
                Assert.Equal(link, Assert.Single(html.QuerySelectorAll("a")).GetAttribute("href"));
                Assert.Contains(mail.Text.Split('\n'), line => line.Trim() == link);
                Assert.Empty(html.QuerySelectorAll("script"));
            }
        }
    }

    [Theory]
    [InlineData(
        Language.English,
        "Action needed: A SKU of the order has no SKU mapping. (60 times)",
        "60 orders or accounts wait for this."
    )]
    [InlineData(Language.Chinese, "需要处理：订单中的 SKU 尚未匹配 1688 商品。（60 项）", "共有 60 项等待处理。")]
    public void One_mail_tells_how_many_orders_wait_for_each_sku(Language language, string subject, string total)
    {
        var alerts = Enumerable
            .Range(1, 60)
            .Select(number => new Alert
            {
                Notice = new AlertNotice(
                    AlertKey.Of(new OrderKey("shop-one", $"{number}"), "SKU_UNMAPPED"),
                    "SKU_UNMAPPED",
                    $"#{number}",
                    number <= 40 ? "SKU-A" : "SKU-B",
                    new OrderKey("shop-one", $"{number}")
                ),
                RaisedAt = Facts.Begin.AddSeconds(number),
            })
            .ToList();

        var mail = _notices.Alert(alerts, Reader(language), s_list);

        Assert.Equal(subject, mail.Subject);
        Assert.Contains(total, mail.Text, StringComparison.Ordinal);
        Assert.Contains("40", mail.Text.Split("SKU-A")[0], StringComparison.Ordinal);
        Assert.Contains("#41", mail.Text, StringComparison.Ordinal);
        Assert.True(mail.Text.Length < 2_000);
    }

    [Fact]
    public void The_numbers_in_an_alert_lead_to_where_their_parcels_are_followed()
    {
        var detail = HoldSentences.ParcelReturning.With(("number", "1Z999AA10123456784"), ("carrier", "UPS"));
        var notice = new AlertNotice(
            AlertKey.Of(new OrderKey("shop-one", "1"), HoldReasons.ParcelTroubled),
            HoldReasons.ParcelTroubled.Code,
            "#1001",
            detail.Text,
            new OrderKey("shop-one", "1"),
            null,
            detail.Facts
        );

        var mail = _notices.Alert([new Alert { Notice = notice, RaisedAt = Facts.Begin }], Facts.Li, s_list);

        const string page = "https://www.ups.com/track?tracknum=1Z999AA10123456784";
        var link = Assert.Single(Parse(mail).QuerySelectorAll("a"), one => one.GetAttribute("href") == page);
        Assert.Equal("noreferrer", link.GetAttribute("rel"));
        Assert.Contains(page, mail.Text, StringComparison.Ordinal);
        Assert.Contains("正在退回发件人", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_late_payment_leads_to_the_page_where_it_is_paid()
    {
        var notice = new AlertNotice(
            AlertKey.Of(PurchaseOrderKey.Parse("shop-one.6001.0123456789.s1"), "PAYMENT_OVERDUE"),
            "PAYMENT_OVERDUE",
            "#1001, Lamps",
            "by noon",
            new OrderKey("shop-one", "6001")
        );
        var mail = _notices.Alert([new Alert { Notice = notice, RaisedAt = Facts.Begin }], Facts.Ann, s_list);

        Assert.Equal(
            $"{s_list.AbsoluteUri}/approvals/shop-one.6001.0123456789.s1",
            Assert.Single(Parse(mail).QuerySelectorAll("a")).GetAttribute("href")
        );
    }

    [Fact]
    public void An_alert_names_the_order_by_number_and_id_and_its_entry_in_the_runbook()
    {
        var order = new OrderKey("shop-one", "6001");
        var mail = _notices.Alert(
            [
                new Alert
                {
                    Notice = new AlertNotice(AlertKey.Of(order, "SKU_UNMAPPED"), "SKU_UNMAPPED", "#1001", "SKU-A", order),
                    RaisedAt = Facts.Begin,
                },
            ],
            Facts.Ann,
            s_list
        );

        Assert.Contains("Order: #1001 (shop-one/6001)", mail.Text, StringComparison.Ordinal);
        Assert.Contains("docs/runbook.md#sku-unmapped", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Language.English, "About: Shop")]
    [InlineData(Language.Chinese, "对象: Shop")]
    public void An_alert_about_an_account_is_not_called_an_order(Language language, string says)
    {
        var mail = _notices.Alert(
            [
                new Alert
                {
                    Notice = new AlertNotice(AlertKey.OfService("store:x", HoldReasons.StoreSilent), "STORE_SILENT", "Shop", "last"),
                    RaisedAt = Facts.Begin,
                },
            ],
            Reader(language),
            s_list
        );

        Assert.Contains(says, mail.Text, StringComparison.Ordinal);
        Assert.Equal(s_list.AbsoluteUri, Assert.Single(Parse(mail).QuerySelectorAll("a")).GetAttribute("href"));
    }

    [Theory]
    [InlineData(Language.English, "Payments are stopped since 2026-03-01 08:00 UTC by Mei.")]
    [InlineData(Language.Chinese, "Mei 已于 2026-03-01 16:00 (北京时间) 停止所有付款。")]
    public void A_mail_says_that_payments_are_stopped(Language language, string says)
    {
        var facts = Facts.Of(Facts.Record()) with
        {
            Stop = new StopState
            {
                IsStopped = true,
                By = "Mei",
                Since = Facts.Begin,
            },
        };
        var mail = _notices.AskForApproval(facts, Reader(language), s_page, 0);

        Assert.Contains(says, mail.Text, StringComparison.Ordinal);
        Assert.Contains(says, Parse(mail).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        Language.English,
        "Daily digest 2026-03-02: 3 open",
        "Needs you now (2)",
        "In time: 66% (1 of 3 missed the store's deadline)"
    )]
    [InlineData(Language.Chinese, "每日汇总 2026-03-02：3 项待处理", "需要您立即处理（2）", "按时率：66%（3 单中 1 单超过店铺发货期限）")]
    public void A_digest_tells_what_waits_and_what_happened(Language language, string subject, string section, string onTime)
    {
        (DigestKind Kind, DigestItem Item)[] items =
        [
            (DigestKind.Attention, new DigestItem($"#1001 {Facts.Hostile}", "SKU_UNMAPPED", null, Facts.Begin)),
            (DigestKind.Attention, new DigestItem("#1002", "STORE_HOLD", null, null)),
            (DigestKind.Approval, new DigestItem("#1003, 供应商", null, Money.Cny(123_456), null)),
        ];
        var digest = new DailyDigest(
            new DateOnly(2026, 3, 2),
            items.ToLookup(one => one.Kind, one => one.Item),
            new DigestFigures(12, 11, 10, 9, 2, 1)
        );
        var mail = _notices.Digest(digest, Reader(language), s_list);
        var html = Parse(mail);
        string[] told =
        [
            section,
            "#1002",
            "#1003, 供应商 · 1,234.56 CNY",
            "12",
            "11",
            "10",
            "9",
            onTime,
            new Texts().What(language, "STORE_HOLD"),
        ];

        Assert.Equal(subject, mail.Subject);
        Assert.All(told, text => Assert.Contains(text, mail.Text, StringComparison.Ordinal));
        Assert.All(told, text => Assert.Contains(text, html.Body!.TextContent, StringComparison.Ordinal));
        Assert.Empty(html.QuerySelectorAll("script, img"));
        Assert.Equal(s_list.AbsoluteUri, Assert.Single(html.QuerySelectorAll("a")).GetAttribute("href"));
        Assert.Equal(mail.Id, _notices.Digest(digest with { Figures = new DigestFigures(0, 0, 0, 0, 0, 0) }, Reader(language), s_list).Id);
        Assert.NotEqual(mail.Id, _notices.Digest(digest with { Day = new DateOnly(2026, 3, 3) }, Reader(language), s_list).Id);

        var group = _notices.DigestGroup(digest, language);
        Assert.Equal(subject, group.Title);
        Assert.All(told, text => Assert.Contains(text, group.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("http", group.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Language.English, "Nothing needs you now.")]
    [InlineData(Language.Chinese, "目前没有需要您处理的事项。")]
    public void A_digest_of_nothing_says_so(Language language, string says)
    {
        var nothing = Array.Empty<(DigestKind Kind, DigestItem Item)>().ToLookup(one => one.Kind, one => one.Item);
        var mail = _notices.Digest(
            new DailyDigest(new DateOnly(2026, 3, 2), nothing, new DigestFigures(0, 0, 0, 0, 0, 0)),
            Reader(language),
            s_list
        );

        Assert.Contains(says, mail.Text, StringComparison.Ordinal);
        Assert.Contains(says, Parse(mail).Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("%", mail.Text, StringComparison.Ordinal);
        Assert.True(mail.Text.Split('\n').Length < 15);
    }

    [Fact]
    public void The_same_amount_again_is_not_called_a_change()
    {
        var mail = _notices.AskForApproval(
            Facts.Of(Facts.Record(Facts.Round(2) with { PreviousAmount = Money.Cny(12_345) })),
            Facts.Ann,
            s_page,
            0
        );

        Assert.DoesNotContain("changed", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void What_is_not_known_is_left_out(Language language)
    {
        var record = Facts.Record();
        record = record with
        {
            StoreOrder = record.StoreOrder with
            {
                ShipTo = null,
                ShipBy = null,
                Total = new Money(4999, "EUR"),
                Lines = [record.StoreOrder.Lines[0] with { UnitPrice = new Money(2499, "EUR") }],
            },
        };
        var facts = Facts.Of(record);

        var mail = _notices.AskForApproval(facts, Reader(language), s_page, 0);

        var words = new Texts().In(language);
        Assert.Null(facts.Margin);
        Assert.All(
            (string[])["margin", "rate", "notInMargin", "shipBy", "route"],
            name => Assert.DoesNotContain($"{words[name]}:", mail.Text, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(": \n", mail.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static Approver Reader(Language language) => language == Language.Chinese ? Facts.Li : Facts.Ann;

    private static IHtmlDocument Parse(OutgoingMail mail) => new HtmlParser().ParseDocument(mail.Html);
}
