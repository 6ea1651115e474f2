using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using Dropship.EndToEnd.Tests.Support;
using Dropship.Tooling;
using Microsoft.Playwright;
using static Dropship.EndToEnd.Tests.Support.Approver;

namespace Dropship.EndToEnd.Tests;

/// <summary>A person with a mailbox and a browser.</summary>
[Collection(nameof(RunningSystem))]
public sealed class ApprovalPageTests(RunningSystem fixture) : IAsyncLifetime
{
    private readonly LocalSystem _system = fixture.System;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (Chromium.Find() is not { } path)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", Chromium.Remedy);
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = path,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--no-first-run",
                ],
            }
        );
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    [BrowserFact]
    public async Task A_person_approves_from_the_mail_pays_at_the_cashier_and_the_order_goes_on()
    {
        var id = (
            await _system.OrderAsync(
                new JsonObject
                {
                    ["country"] = "CN",
                    ["currency"] = "USD",
                    ["lines"] = new JsonArray(new JsonObject { ["sku"] = "BTL-500-BLK", ["quantity"] = 2 }),
                }
            )
        )[0];
        var mail = await _system.ApprovalMailAsync(id, "you@example.com");
        var context = await _browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = 1100, Height = 900 },
            }
        );
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(_system.Inbox, $"email/{mail["id"]!.GetValue<string>()}/html").AbsoluteUri);
        await Screenshots.TakeAsync(page, "approval-mail");
        await page.GotoAsync(LinkOf(mail).AbsoluteUri);
        await Screenshots.TakeAsync(page, "approval-page");

        // Without the amount ticked neither the button nor the Enter key decides anything.
        await page.ClickAsync("#approve");
        await page.FocusAsync("input[name='amount']");
        await page.Keyboard.PressAsync("Enter");
        Assert.True(await page.Locator("input[name='amount']:invalid").IsVisibleAsync());
        Assert.Equal(0, await page.Locator("#standing").CountAsync());
        Assert.Equal("AwaitingApproval", State(await _system.WaitForOrderAsync(id, "is there", _ => true)));

        // With the amount ticked, Enter approves; it never rejects.
        await page.CheckAsync("input[name='amount']");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#pay", new PageWaitForSelectorOptions { Timeout = 60_000 });
        Assert.Equal("Approved", await page.GetAttributeAsync("#standing", "data-standing"));
        await Screenshots.TakeAsync(page, "approval-approved");
        await page.ClickAsync("#pay");
        await page.ClickAsync("#pay");
        await page.WaitForSelectorAsync("[role='status']");
        var done = await _system.WaitForOrderAsync(id, "is confirmed", order => order["state"]!.GetValue<string>() == "Fulfilled");
        Assert.Equal("You", done["purchaseOrders"]![0]!["approval"]!["decidedBy"]!.GetValue<string>());
        await page.GotoAsync(new Uri(_system.Sandbox, "/").AbsoluteUri);
        await Screenshots.TakeAsync(page, "sandbox");
    }

    [BrowserFact]
    public async Task The_page_fits_a_phone_and_speaks_chinese_to_whom_it_should()
    {
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = "TEE-BLK-M", ["country"] = "US" }))[0];
        var mail = await _system.ApprovalMailAsync(id, "li@example.com");
        var context = await _browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = 390, Height = 844 },
                IsMobile = true,
                DeviceScaleFactor = 2,
            }
        );
        var page = await context.NewPageAsync();
        await page.GotoAsync(LinkOf(mail).AbsoluteUri);
        await Screenshots.TakeAsync(page, "approval-phone");
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"),
            "the page is wider than the phone"
        );
        Assert.Equal("批准", (await page.TextContentAsync("#approve"))!.Trim());
        Assert.True((await page.Locator("#approve").BoundingBoxAsync())!.Height >= 44, "the button is too small for a finger");

        await page.ClickAsync("#reject-ask summary");
        await page.FillAsync("textarea[name='why']", "太贵");
        await page.ClickAsync("#reject");
        Assert.Equal("Rejected", await page.GetAttributeAsync("#standing", "data-standing"));
        var cancelled = await _system.WaitForOrderAsync(id, "is cancelled at 1688", order => State(order) == "Cancelled");
        Assert.Equal("PURCHASE_REJECTED", cancelled["hold"]!["code"]!.GetValue<string>());
    }

    [BrowserFact]
    public async Task The_list_fits_a_narrow_phone_in_both_languages()
    {
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = "PHN-STAND", ["country"] = "CN" }))[0];
        await _system.WaitForOrderAsync(id, "asks for approval", order => State(order) == "AwaitingApproval");
        using var issued = await _system.AppAsync(HttpMethod.Post, "api/order-list");
        var links = (await issued.Content.ReadFromJsonAsync<JsonNode>())!["links"]!.AsArray();
        var context = await _browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = 360, Height = 740 },
                IsMobile = true,
            }
        );
        var page = await context.NewPageAsync();
        Assert.Equal(2, links.Count);
        foreach (var link in links)
        {
            await page.GotoAsync(link!["address"]!.GetValue<string>());
            Assert.True(
                await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"),
                "the list is wider than the phone"
            );
            Assert.True((await page.Locator("tbody tr .state").First.BoundingBoxAsync())!.Width > 40, "a column is squeezed");
        }
    }

    [Fact]
    public async Task A_link_scanner_that_opens_every_link_many_times_changes_nothing()
    {
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = "PHN-STAND", ["country"] = "CN" }))[0];
        var mail = await _system.ApprovalMailAsync(id, "you@example.com");
        await _system.WaitForOrderAsync(
            id,
            "was asked for in full",
            order => order["purchaseOrders"]![0]!["approval"]!["mailedAt"] is not null
        );
        var before = (await _system.ReadOrderAsync(id))!.ToJsonString();
        using var scanner = new HttpClient();
        var links = new HtmlParser()
            .ParseDocument(mail["html"]!.GetValue<string>())
            .QuerySelectorAll("a[href]")
            .Select(link => link.GetAttribute("href")!)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        Assert.Single(links);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            for (var visit = 0; visit < 25; visit++)
            {
                using var request = new HttpRequestMessage(method, links[0]);
                using var answer = await scanner.SendAsync(request);
                Assert.True(answer.IsSuccessStatusCode);
                Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
                Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            }
        }

        // Some scanners press the first button they find; the form they send has no amount ticked.
        using var blind = await scanner.PostAsync(
            new Uri(links[0]),
            new FormUrlEncodedContent([KeyValuePair.Create("decision", "approve")])
        );
        Assert.Equal(before, (await _system.ReadOrderAsync(id))!.ToJsonString());
    }

    [Fact]
    public async Task An_approval_is_taken_back_on_its_page_and_not_now_cancels_nothing()
    {
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = "PHN-STAND", ["country"] = "CN" }))[0];
        var link = LinkOf(await _system.ApprovalMailAsync(id, "you@example.com"));
        Assert.Equal("Approved", await DecideAsync(link, "approve"));
        await _system.WaitForOrderAsync(
            id,
            "has its cashier page",
            order => order["purchaseOrders"]![0]!["payment"]?["payLink"] is not null
        );
        Assert.Equal("TakenBack", await DecideAsync(link, "take-back"));
        var again = await _system.WaitForOrderAsync(id, "asks again", order => State(order) == "AwaitingApproval" && Round(order) == 2);
        Assert.Null(again["purchaseOrders"]![0]!["payment"]);

        var second = await Wait.ForAsync(
            "the mail of the second round",
            async () =>
                (await _system.MailsAsync())
                    .Select(mail => mail!)
                    .FirstOrDefault(mail =>
                        mail["html"]!.GetValue<string>().Contains($".{id}.", StringComparison.Ordinal)
                        && LinkOf(mail).AbsolutePath.Contains("/2.you.", StringComparison.Ordinal)
                    ),
            TimeSpan.FromMinutes(1)
        );
        Assert.Equal("Postponed", await DecideAsync(LinkOf(second), "later"));
        Assert.Equal("Rejected", State(await _system.WaitForOrderAsync(id, "waits", _ => true)));
        var order = again["purchaseOrders"]![0]!["supplierOrders"]![0]!["orderId"]!.GetValue<string>();
        var books = await _system.ControlAsync(HttpMethod.Get, "state");
        Assert.Equal(
            "waitbuyerpay",
            books["purchaseOrders"]!.AsArray().Single(one => one!["id"]!.GetValue<string>() == order)!["status"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task A_link_that_was_not_issued_is_answered_the_same_whatever_is_wrong_with_it()
    {
        var id = (await _system.OrderAsync(new JsonObject { ["sku"] = "PHN-STAND", ["country"] = "CN" }))[0];
        var link = LinkOf(await _system.ApprovalMailAsync(id, "you@example.com")).AbsoluteUri;
        using var http = new HttpClient();
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var wrong in (string[])
                [
                    link[..^1] + "!",
                    link.Replace("/1.you.", "/2.you.", StringComparison.Ordinal),
                    new Uri(_system.App, "api/approvals/demo-store.1.0123456789.s1/1.you.local.x").AbsoluteUri,
                    new Uri(_system.App, "api/approvals/x/y").AbsoluteUri,
                ]
        )
        {
            using var answer = await http.GetAsync(new Uri(wrong));
            answers.Add($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        Assert.StartsWith("404", Assert.Single(answers), StringComparison.Ordinal);
    }

    private static int Round(JsonNode order) => order["purchaseOrders"]![0]!["approval"]!["round"]!.GetValue<int>();
}
