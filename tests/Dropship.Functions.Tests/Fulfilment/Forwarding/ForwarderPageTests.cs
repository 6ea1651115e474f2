using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Fulfilment.Forwarding;
using Dropship.Functions.Presentation;
using Dropship.Functions.Tests.Support;
using Dropship.TestKit.Memory;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace Dropship.Functions.Tests.Fulfilment.Forwarding;

/// <summary>The page of a forwarder's people: what protects it, what it shows, and what it enters.</summary>
public sealed class ForwarderPageTests
{
    private static readonly ForwarderAccount s_account = new()
    {
        Id = "forwarder-one",
        DisplayName = "Forwarder One",
        Kind = "mail",
        MemberCode = "DS-01",
        Readers = [new ForwarderReader("wu@example.com", Language.Chinese), new ForwarderReader("joe@example.com", Language.English)],
        Warehouse = new ShipTo
        {
            FullName = "集货仓",
            Mobile = "13800000199",
            Country = "CN",
            City = "深圳市",
            Line1 = "洲石路100号",
        },
    };

    private readonly IOrders _orders = Substitute.For<IOrders>();
    private readonly IForwarderAccounts _accounts = Substitute.For<IForwarderAccounts>();
    private readonly IMailer _mailer = Substitute.For<IMailer>();
    private readonly IAlerts _alerts = Substitute.For<IAlerts>();
    private readonly MemoryForwarderNotes _notes = new();
    private readonly List<OutgoingMail> _mails = [];
    private readonly IFulfilmentWaker _waker = Substitute.For<IFulfilmentWaker>();
    private readonly FakeTimeProvider _clock = new(Facts.Begin.AddHours(2));
    private readonly ForwarderLinks _links;
    private readonly ApprovalLinks _nonces;
    private readonly IStoreAccounts _stores = Substitute.For<IStoreAccounts>();
    private readonly IStorePlatforms _platforms = Substitute.For<IStorePlatforms>();
    private readonly ForwarderPageFunctions _functions;
    private readonly ForwarderLabelFunction _label;
    private Order _record = Record();

    public ForwarderPageTests()
    {
        _links = new ForwarderLinks(Facts.Options, _clock);
        _nonces = new ApprovalLinks(Facts.Options, _clock);
        _mailer.SendAsync(Arg.Do<OutgoingMail>(_mails.Add), Arg.Any<CancellationToken>()).Returns(CallResult.Success(default(Unit)));
        _accounts.FindAsync(s_account.Id, Arg.Any<CancellationToken>()).Returns(s_account);
        _orders.LoadAsync(_record.Key, Arg.Any<CancellationToken>()).Returns(_ => _record);
        _orders
            .SaveAsync(Arg.Any<Order>(), Arg.Any<IReadOnlyList<OrderEvent>>(), Arg.Any<CancellationToken>())
            .Returns(call => _record = call.Arg<Order>());
        var projection = new OrderProjection(
            _orders,
            Substitute.For<IAlerts>(),
            Substitute.For<IWorkQueues>(),
            Substitute.For<ISpendLedger>(),
            Substitute.For<ISupplierCases>(),
            new EventNoting(Substitute.For<IEventSink>(), Substitute.For<IUntoldPurchases>())
        );
        var entry = new ShipmentEntry(_orders, _waker, projection, new FulfilmentOptions(), _clock);
        var visits = new ForwarderVisits(_orders, _accounts, _links, _nonces, entry, _clock);
        _label = new ForwarderLabelFunction(visits, new LabelReader(_stores, _platforms), new Texts(), new Templates());
        _functions = new ForwarderPageFunctions(visits, new Texts(), new Templates(), new TrackingPages(null));
    }

    private PurchaseOrder Purchase => _record.PurchaseOrders[0];

    private MailForwarder Forwarder => new(_notes, _clock);

    private ForwarderMails Mails =>
        new(
            _notes,
            _accounts,
            _orders,
            new ForwarderNotices(new Texts(), new Templates(), new TrackingPages(null)),
            _links,
            _mailer,
            new MailCollecting(_alerts, Facts.Options, _clock)
        );

    [Theory]
    [InlineData(Language.English, "en")]
    [InlineData(Language.Chinese, "zh-CN")]
    public async Task The_page_shows_what_comes_and_to_whom_it_goes_and_looking_changes_nothing(Language language, string tag)
    {
        var (content, page, _) = await ShowAsync(TicketOf(language));

        Assert.Equal(StatusCodes.Status200OK, content.StatusCode);
        Assert.Equal(tag, page.DocumentElement.GetAttribute("lang"));
        foreach (var shown in (string[])["#1001", "ZTO100", "DS-01", "12 Phố Huế", "Trần Thị Hồng", "Lamp"])
        {
            Assert.Contains(shown, page.Body!.TextContent, StringComparison.Ordinal);
        }

        Assert.Equal(["send", "arrived", "missing"], page.QuerySelectorAll("button").Select(button => button.GetAttribute("value")));
        await _orders.DidNotReceiveWithAnyArgs().SaveAsync(default!, default!, default);
    }

    [Fact]
    public async Task A_number_is_entered_once_with_weight_and_fee()
    {
        var page = await PostAsync(("act", "send"), ("number", "LX900"), ("carrier", "Yanwen"), ("weight", "420"), ("fee", "35.5"));

        var parcel = Purchase.Parcels.Single(one => one.IsFromForwarder);
        Assert.Equal(
            ("LX900", "Yanwen", 420, Money.Cny(3550), true),
            (parcel.WaybillNumber, parcel.CarrierName, parcel.WeightGrams, parcel.Fee, parcel.NeedsPush)
        );
        Assert.Contains("LX900", page.Body!.TextContent, StringComparison.Ordinal);
        await _waker.ReceivedWithAnyArgs(1).WakeAsync(default!, default!, default, default);

        var events = _record.EventCount;
        await PostAsync(("act", "send"), ("number", "LX900"), ("carrier", "Yanwen"), ("weight", "420"), ("fee", "35.5"));
        Assert.Equal(events, _record.EventCount);
    }

    [Fact]
    public async Task A_wrong_number_is_corrected_on_the_page()
    {
        await PostAsync(("act", "send"), ("number", "WRONG9"), ("carrier", "Yanwen"));
        var page = await PostAsync(("act", "send"), ("number", "LX900"), ("carrier", "Yanwen"), ("replaces", "WRONG9"));

        Assert.Equal("LX900", Purchase.Parcels.Single(one => one.IsFromForwarder).WaybillNumber);
        Assert.Equal(["", "LX900"], page.QuerySelectorAll("option").Select(option => option.GetAttribute("value")));
    }

    [Fact]
    public async Task Arrived_and_not_arrived_are_noted()
    {
        await PostAsync(("act", "missing"), ("missing", "the box was empty"));
        Assert.Equal((HoldReasons.ForwarderMissesParcel.Code, "the box was empty"), (Purchase.Hold!.Code, Purchase.Hold.Detail));

        await PostAsync(("act", "arrived"));
        Assert.Equal((null, _clock.GetUtcNow()), (Purchase.Hold, Purchase.Forwarding!.ArrivedAt));
    }

    [Theory]
    [InlineData("number", "two numbers 12345, 67890")]
    [InlineData("carrier", " ")]
    [InlineData("weight", "heavy")]
    [InlineData("fee", "-1")]
    public async Task A_form_with_a_mistake_enters_nothing_and_keeps_what_was_typed(string field, string value)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["act"] = "send",
            ["number"] = "LX900",
            ["carrier"] = "Yanwen",
            ["weight"] = "420",
            ["fee"] = "35.5",
        };
        form[field] = value;
        var page = await PostAsync([.. form.Select(one => (one.Key, one.Value))]);

        Assert.Equal(value, page.QuerySelector($"input[name={field}]")!.GetAttribute("value"));
        Assert.NotNull(page.QuerySelector("#says"));
        await _orders.DidNotReceiveWithAnyArgs().SaveAsync(default!, default!, default);
    }

    [Fact]
    public async Task A_form_without_the_mark_of_a_fresh_page_enters_nothing()
    {
        var ticket = TicketOf(Language.English);
        var old = _nonces.IssueNonce(ticket);
        _clock.Advance(Facts.Options.PageLifetime + TimeSpan.FromMinutes(1));
        foreach (var nonce in (string[])["", "1.forged", old, _nonces.IssueNonce("another")])
        {
            await PostAsync(ticket, nonce, ("act", "send"), ("number", "LX900"), ("carrier", "Yanwen"));
        }

        await _orders.DidNotReceiveWithAnyArgs().SaveAsync(default!, default!, default);
    }

    [Fact]
    public async Task A_link_that_was_altered_and_one_whose_time_is_over_open_nothing()
    {
        var good = TicketOf(Language.English);
        var other = PurchaseOrderKey.Create(_record.Key, "b2b-2", "digest", PurchasePurpose.Sale, 1);
        foreach (
            var ticket in (string[])
                [
                    good.Replace("English", "Chinese", StringComparison.Ordinal),
                    $"{good}x",
                    "1.2.3",
                    "0.English.k1.x",
                    _links.PageFor(other, s_account, Language.English).Segments[^1],
                    _links.PageFor(Purchase.Key, s_account with { Id = "other" }, Language.English).Segments[^1],
                ]
        )
        {
            Assert.Equal(StatusCodes.Status404NotFound, (await ShowAsync(ticket)).Content.StatusCode);
        }

        _clock.Advance(ForwarderLinks.Lifetime);
        Assert.Equal(StatusCodes.Status404NotFound, (await ShowAsync(good)).Content.StatusCode);
    }

    [Fact]
    public async Task Goods_that_are_not_wanted_any_more_are_not_to_be_sent_on()
    {
        _record = _record with { StoreOrder = _record.StoreOrder with { CancelledAt = Facts.Begin } };
        var page = await PostAsync(("act", "send"), ("number", "LX900"), ("carrier", "Yanwen"));

        Assert.Empty(page.QuerySelectorAll("button"));
        Assert.DoesNotContain("12 Phố Huế", page.Body!.TextContent, StringComparison.Ordinal);
        await _orders.DidNotReceiveWithAnyArgs().SaveAsync(default!, default!, default);
    }

    [Fact]
    public async Task The_page_is_not_stored_framed_indexed_or_passed_on()
    {
        var (_, _, response) = await ShowAsync(TicketOf(Language.English));

        Assert.Equal(
            ("no-store", "no-referrer"),
            (response.Headers.CacheControl.ToString(), response.Headers["Referrer-Policy"].ToString())
        );
        Assert.Contains("frame-ancestors 'none'", response.Headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_reader_gets_one_mail_of_all_that_is_new_in_their_language_without_the_customer()
    {
        var announcement = Announcement.Of(_record, Purchase);
        await Forwarder.AnnounceAsync(s_account, announcement, CancellationToken.None);
        await Forwarder.AnnounceAsync(s_account, announcement, CancellationToken.None);
        await Mails.SendDueAsync(CancellationToken.None);
        Assert.Empty(_mails);
        await Forwarder.CancelAsync(s_account, announcement, CancellationToken.None);
        _clock.Advance(Facts.Options.CollectFor);

        Assert.Null(await Mails.SendDueAsync(CancellationToken.None));
        Assert.Null(await Mails.SendDueAsync(CancellationToken.None));

        Assert.Equal(["wu@example.com", "joe@example.com"], _mails.Select(mail => mail.To.Single()));
        Assert.Contains("包裹预报", _mails[0].Html, StringComparison.Ordinal);
        Assert.Contains("请勿转寄", _mails[0].Html, StringComparison.Ordinal);
        Assert.Contains("do not send the goods on", _mails[1].Text, StringComparison.Ordinal);
        foreach (var mail in _mails)
        {
            Assert.Contains("ZTO100", mail.Text, StringComparison.Ordinal);
            Assert.Matches("href=\"https://t\\.17track\\.net/[^\"]*ZTO100\"", mail.Html);
            Assert.DoesNotContain(
                Facts.Secrets,
                secret => $"{mail.Subject} {mail.Text} {mail.Html}".Contains(secret, StringComparison.Ordinal)
            );
        }

        var link = new Uri(_mails[1].Text.Split('\n').First(line => line.StartsWith("https://", StringComparison.Ordinal)));
        Assert.Equal(StatusCodes.Status200OK, (await ShowAsync(link.Segments[^1])).Content.StatusCode);
    }

    [Fact]
    public async Task The_page_leads_to_the_labels_that_the_platform_makes_and_asks_for_nothing()
    {
        LabelParcels("LP 1");
        var (_, page, _) = await ShowAsync(TicketOf(Language.English));

        Assert.EndsWith("/labels/LP%201", Assert.Single(page.QuerySelectorAll("a.label")).GetAttribute("href"), StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("button"));
        Assert.DoesNotContain("12 Phố Huế", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_opens_what_it_was_issued_for_and_nothing_else()
    {
        LabelParcels("LP1", "LP2");
        var page = TicketOf(Language.English);
        var label = LabelTicketOf("LP1");

        Assert.IsType<FileContentResult>(await ReadLabelAsync(label, "LP1"));
        Assert.Equal(StatusCodes.Status200OK, (await ShowAsync(page)).Content.StatusCode);
        Assert.IsType<ContentResult>(await ReadLabelAsync(label, "LP2"));
        Assert.IsType<ContentResult>(await ReadLabelAsync(page, "LP1"));
        Assert.Equal(StatusCodes.Status404NotFound, (await ShowAsync(label)).Content.StatusCode);

        var shown = (await ShowAsync(page)).Page.QuerySelectorAll("a.label").Select(link => new Uri(link.GetAttribute("href")!));
        foreach (var link in shown)
        {
            Assert.IsType<FileContentResult>(await ReadLabelAsync(link.Segments[^3].TrimEnd('/'), link.Segments[^1]));
        }
    }

    [Fact]
    public async Task Labels_are_not_shown_once_the_purchase_order_has_ended_for_two_weeks()
    {
        LabelParcels("LP1", "LP2");
        _clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(2, (await ShowAsync(TicketOf(Language.English))).Page.QuerySelectorAll("a.label").Length);

        var told = _clock.GetUtcNow().AddDays(10);
        _record = _record with
        {
            PurchaseOrders =
            [
                Purchase with
                {
                    State = PurchaseOrderState.Completed,
                    StateSince = _clock.GetUtcNow(),
                    Parcels = [Purchase.Parcels[0], Purchase.Parcels[1] with { LabelToldAt = told }],
                },
            ],
        };
        _clock.Advance(ForwarderLinks.LabelLifetime - TimeSpan.FromHours(1));
        Assert.IsType<FileContentResult>(await ReadLabelAsync(LabelTicketOf("LP1"), "LP1"));

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.IsType<ContentResult>(await ReadLabelAsync(LabelTicketOf("LP1"), "LP1"));
        Assert.IsType<FileContentResult>(await ReadLabelAsync(LabelTicketOf("LP2"), "LP2"));
        Assert.Single((await ShowAsync(TicketOf(Language.English))).Page.QuerySelectorAll("a.label"));

        _clock.Advance(TimeSpan.FromDays(10));
        Assert.IsType<ContentResult>(await ReadLabelAsync(LabelTicketOf("LP2"), "LP2"));
        Assert.Empty((await ShowAsync(TicketOf(Language.English))).Page.QuerySelectorAll("a.label"));
    }

    [Fact]
    public async Task A_mail_that_goes_does_not_say_that_another_went()
    {
        var fails = CallResult.NotSent<Unit>(new CallProblem(ProblemKind.Transient, "down", "no connection"));
        _mailer.SendAsync(Arg.Any<OutgoingMail>(), Arg.Any<CancellationToken>()).Returns(fails);
        var announcement = Announcement.Of(_record, Purchase);
        await Forwarder.AnnounceAsync(s_account, announcement, CancellationToken.None);
        _clock.Advance(Facts.Options.CollectFor);
        await Mails.SendDueAsync(CancellationToken.None);
        var stuck = _mails[0].Id;
        await Forwarder.CancelAsync(s_account, announcement, CancellationToken.None);
        _clock.Advance(Facts.Options.CollectFor);
        _mailer
            .SendAsync(Arg.Any<OutgoingMail>(), Arg.Any<CancellationToken>())
            .Returns(call => call.Arg<OutgoingMail>().Id == stuck ? fails : CallResult.Success(default(Unit)));

        await Mails.SendDueAsync(CancellationToken.None);

        Assert.Single(await _notes.ListAsync(CancellationToken.None));
        await _alerts.DidNotReceiveWithAnyArgs().ResolveAsync(default, default);

        _mailer.SendAsync(Arg.Any<OutgoingMail>(), Arg.Any<CancellationToken>()).Returns(CallResult.Success(default(Unit)));
        await Mails.SendDueAsync(CancellationToken.None);
        await _alerts.Received(1).ResolveAsync(AlertKey.Of(s_account, HoldReasons.ServiceDown), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_mailbox_that_takes_nothing_keeps_no_other_back_is_told_and_gets_the_same_mail_later()
    {
        _mailer
            .SendAsync(Arg.Any<OutgoingMail>(), Arg.Any<CancellationToken>())
            .Returns(
                CallResult.NotSent<Unit>(new CallProblem(ProblemKind.Transient, "down", "no connection")),
                CallResult.Success(default(Unit))
            );
        await Forwarder.CancelAsync(s_account, Announcement.Of(_record, Purchase), CancellationToken.None);
        _clock.Advance(Facts.Options.CollectFor);

        Assert.Equal("down", (await Mails.SendDueAsync(CancellationToken.None))!.Code);
        await _alerts
            .Received(1)
            .RaiseAsync(
                Arg.Is<AlertNotice>(notice => notice.Code == HoldReasons.ServiceDown.Code && notice.Subject == s_account.DisplayName),
                Arg.Any<CancellationToken>()
            );
        Assert.Null(await Mails.SendDueAsync(CancellationToken.None));

        Assert.Equal(["wu@example.com", "joe@example.com", "wu@example.com"], _mails.Select(mail => mail.To.Single()));
        Assert.Equal(_mails[0].Id, _mails[2].Id);
        Assert.StartsWith("请勿转寄", _mails[0].Subject, StringComparison.Ordinal);
    }

    private static Order Record()
    {
        var record = Facts.Record(Facts.Round(1, ApprovalState.Approved), PurchaseOrderState.Shipped);
        return record with
        {
            PurchaseOrders =
            [
                record.PurchaseOrders[0] with
                {
                    Route = PurchaseRoute.Transit,
                    Forwarder = s_account.Reference,
                    Forwarding = new ForwardingRecord(),
                    Parcels =
                    [
                        new Parcel
                        {
                            ParcelId = "LP1",
                            SupplierOrderId = "1690000000000000001",
                            Leg = ParcelLeg.ToForwarder,
                            ConcernsStore = false,
                            WaybillNumber = "ZTO100",
                            CarrierName = "中通快递(ZTO)",
                            Status = ParcelStatus.InTransit,
                            RawStatus = "TRANSPORT",
                            StoreLines = [new LineQuantity("1", 2)],
                        },
                    ],
                },
            ],
        };
    }

    // The platform makes the labels of these parcels.
    private void LabelParcels(params string[] ids)
    {
        var platform = Substitute.For<IStorePlatform, IPlatformShipping>();
        ((IPlatformShipping)platform)
            .ReadLabelAsync(default!, default!, default!, default)
            .ReturnsForAnyArgs(CallResult.Success<ShippingLabel?>(new ShippingLabel("application/pdf", "%PDF"u8.ToArray())));
        _stores.FindAsync(_record.Key.AccountId, Arg.Any<CancellationToken>()).Returns(Facts.Account);
        _platforms.Find(Facts.Account.Platform).Returns(platform);
        _record = _record with
        {
            PurchaseOrders =
            [
                Purchase with
                {
                    Forwarding = null,
                    Parcels = [.. ids.Select(id => Purchase.Parcels[0] with { ParcelId = id, ConcernsStore = true, FulfilmentId = "F1" })],
                },
            ],
        };
    }

    private Task<IActionResult> ReadLabelAsync(string ticket, string parcelId) =>
        _label.ShowAsync(new DefaultHttpContext().Request, Purchase.Key.Value, ticket, parcelId, CancellationToken.None);

    private string LabelTicketOf(string parcelId) => _links.LabelFor(Purchase.Key, s_account, parcelId).Segments[^3].TrimEnd('/');

    private string TicketOf(Language language) => _links.PageFor(Purchase.Key, s_account, language).Segments[^1];

    private Task<IHtmlDocument> PostAsync(params (string Name, string Value)[] fields)
    {
        var ticket = TicketOf(Language.English);
        return PostAsync(ticket, _nonces.IssueNonce(ticket), fields);
    }

    private async Task<IHtmlDocument> PostAsync(string ticket, string nonce, params (string Name, string Value)[] fields)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Form = new FormCollection(
            fields
                .Append(("nonce", nonce))
                .ToDictionary(
                    field => field.Item1,
                    field => new Microsoft.Extensions.Primitives.StringValues(field.Item2),
                    StringComparer.Ordinal
                )
        );
        var content = Assert.IsType<ContentResult>(
            await _functions.EnterAsync(context.Request, Purchase.Key.Value, ticket, null!, CancellationToken.None)
        );
        return new HtmlParser().ParseDocument(content.Content!);
    }

    private async Task<(ContentResult Content, IHtmlDocument Page, HttpResponse Response)> ShowAsync(string ticket)
    {
        var context = new DefaultHttpContext();
        var content = Assert.IsType<ContentResult>(
            await _functions.ShowAsync(context.Request, Purchase.Key.Value, ticket, CancellationToken.None)
        );
        return (content, new HtmlParser().ParseDocument(content.Content!), context.Response);
    }
}
