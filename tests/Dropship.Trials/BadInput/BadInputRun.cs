using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dropship.Connectors.Suppliers.Alibaba1688;
using Dropship.Core;
using Dropship.Core.Fulfilment;
using Dropship.Core.Ingest;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing;
using Dropship.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Trials.BadInput;

/// <summary>
/// Gives the app bad input from each side: calls of its API, signed deliveries, replies of the store, replies of 1688. After each stretch
/// of it a good order must come through, and each stored history must be whole.
/// </summary>
internal sealed class BadInputRun : IAsyncDisposable
{
    // So much bad input lies between two good orders.
    private const int Stretch = 500;

    private const int Report = 5000;

    private static readonly TimeSpan s_callLimit = TimeSpan.FromSeconds(30);

    private static readonly IReadOnlyList<MethodInfo> s_functions =
    [
        .. typeof(DropshipServiceCollectionExtensions)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetParameters().Any(parameter => parameter.IsDefined(typeof(HttpTriggerAttribute))))
            .OrderBy(method => $"{method.DeclaringType!.Name}.{method.Name}", StringComparer.Ordinal),
    ];

    private static readonly (string Topic, string Body)[] s_deliveries =
    [
        ("orders/updated", """{"id":6100000000001,"updated_at":"2026-03-01T08:00:00Z","note":"x"}"""),
        ("orders/edited", """{"order_edit":{"id":7,"order_id":5}}"""),
        ("orders/delete", """{"id":6100000000001}"""),
        ("refunds/create", """{"order_id":5}"""),
        ("customers/redact", """{"orders_to_redact":[1,"2"]}"""),
        ("shop/redact", """{"shop_id":1}"""),
        ("app/uninstalled", """{"id":1}"""),
        ("fulfillment_orders/hold_released", """{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/1","order_id":5}}"""),
    ];

    private const string Push =
        """{"msgId":1,"gmtBorn":1772323200000,"userInfo":"b2b-2208800000001","type":"ORDER_BUYER_VIEW_ORDER_PAY","data":{"orderId":5,"buyerMemberId":"b2b-2208800000001","batchPay":[{"orderId":"6"}],"OrderLogisticsTracingModel":{"orderLogsItems":[{"orderId":7}]},"tradeOrderIds":[8]}}""";

    private static readonly string[] s_bodies =
    [
        """{"who":"Ann","why":"because"}""",
        """{"who":"Ann","why":"broken","lines":[{"lineId":"1","quantity":1}]}""",
        """{"sku":"MUG","items":[{"supplierId":"b2b-1","offerId":"610000000001","specId":"s","quantity":1,"maximumUnitPrice":10.5,"imageUrl":"https://img.example/1","title":"Mug"}],"purchasingAccountId":"demo-1688","isSellerFulfilled":false,"coversAllVariants":false,"confirm":true,"unchecked":true}""",
        """{"displayName":"1688","endpoint":"https://127.0.0.1:9","appKey":"1","memberId":"b2b-1","orderCreationApi":"FastCreate","flow":"general","tradeType":"t","paymentMode":"Cashier","remark":"r","callsPerSecond":2,"credentials":{"appSecret":"s"}}""",
        """{"platform":"shopify","displayName":"Shop","endpoint":"https://127.0.0.1:9","shopId":"1","currency":"USD","purchasingAccountId":"demo-1688","placingMode":"Manual","notifyCustomer":true,"locations":["1"],"takeOrdersSince":"2026-01-01T00:00:00Z","feePercent":2.9,"credentials":{"clientId":"c"}}""",
        "{}",
        "decision=approve&nonce=n&amount=1&act=release&why=x&seen=1",
    ];

    private readonly Garbler _garbler;
    private readonly NonsenseServer _server;
    private readonly AppInMemory _app;
    private readonly HttpClient _control;
    private readonly OtherServices _others;
    private readonly List<string> _orders = [];
    private IReadOnlyList<SkuMapping> _mappings = [];

    private BadInputRun(Garbler garbler, NonsenseServer server)
    {
        _garbler = garbler;
        _server = server;
        _app = new AppInMemory(server.Address, TimeProvider.System);
        _control = new HttpClient { BaseAddress = server.Sandbox };
        _others = new OtherServices(_app, garbler, server);
    }

    public IReadOnlyList<Tally> Tallies { get; } =
    [
        new("API"),
        new("deliveries of the store"),
        new("messages of 1688"),
        new("replies of the store"),
        new("replies of 1688"),
        new("deliveries of others"),
        new("replies of other stores"),
    ];

    /// <summary>Good orders that came through between the bad input.</summary>
    public int GoodOrders { get; private set; }

    public static async Task<BadInputRun> StartAsync(int seed, CancellationToken cancellationToken)
    {
        var garbler = new Garbler(seed);
        var run = new BadInputRun(garbler, await NonsenseServer.StartAsync(garbler, cancellationToken));
        run._mappings = await AppInMemory.ReadMappingsAsync(run._control, cancellationToken);

        // The run would wait for the store's bucket of query points most of its time.
        using var roomy = await run._control.PutAsJsonAsync(
            "control/settings",
            new { throttleMaximum = 1_000_000, throttleRestoreRate = 1_000_000 },
            cancellationToken
        );
        roomy.EnsureSuccessStatusCode();
        return run;
    }

    /// <summary>Gives so many bad inputs.</summary>
    public async Task RunAsync(int inputs, CancellationToken cancellationToken)
    {
        await ExpectGoodOrderAsync("before any bad input", cancellationToken);
        Func<Tally, CancellationToken, Task>[] sides =
        [
            CallApiAsync,
            DeliverAsync,
            PushAsync,
            ReadStoreAsync,
            ReadMarketAsync,
            _others.DeliverAsync,
            _others.ReadAsync,
        ];
        for (var count = 0; count < inputs; count++)
        {
            var side = count % sides.Length;
            var tally = Tallies[side];
            tally.Inputs++;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_callLimit);
            try
            {
                await sides[side](tally, limit.Token);
            }
            catch (Exception exception) when (IsExpected(exception))
            {
                tally.Count(exception.GetType().Name);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                var thrown = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
                tally.Faults.Add($"{thrown.GetType().Name}: {thrown} after {_server.Last}");
            }

            if ((count + 1) % Report == 0)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count + 1} bad inputs"));
            }

            if ((count + 1) % Stretch == 0 || count + 1 == inputs)
            {
                await ExpectGoodOrderAsync(string.Create(CultureInfo.InvariantCulture, $"after input {count + 1}"), cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _app.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static bool IsExpected(Exception exception) =>
        exception is OutsideUnavailableException or OrderChangedException or OrderMissingException;

    private async Task CallApiAsync(Tally tally, CancellationToken cancellationToken)
    {
        var function = _garbler.Any(s_functions);
        var arguments = function
            .GetParameters()
            .Select(parameter =>
                parameter.ParameterType switch
                {
                    var type when type == typeof(HttpRequest) => (object?)Request(),
                    var type when type == typeof(string) => Name(),
                    var type when type == typeof(CancellationToken) => cancellationToken,
                    var type when type == typeof(DurableTaskClient) => null,
                    _ => throw new NotSupportedException($"Nothing gives {parameter.Name} to {function.Name}."),
                }
            )
            .ToArray();
        var answer = function.Invoke(_app.Make(function.DeclaringType!), arguments);
        var result = answer is Task<IActionResult> task ? await task : (IActionResult)answer!;
        var status = (result as IStatusCodeActionResult)?.StatusCode ?? StatusCodes.Status200OK;
        tally.Count(status.ToString(CultureInfo.InvariantCulture));
        if (status >= 500)
        {
            tally.Faults.Add($"{function.DeclaringType!.Name}.{function.Name}: status {status}");
        }
        else if (status >= 400 && result is not (ContentResult or JsonResult { ContentType: "application/problem+json" }))
        {
            tally.Faults.Add($"{function.DeclaringType!.Name}.{function.Name}: status {status} without a problem in its body");
        }
    }

    private async Task DeliverAsync(Tally tally, CancellationToken cancellationToken)
    {
        var (topic, good) = _garbler.Any(s_deliveries);
        var body = _garbler.Spoil(Encoding.UTF8.GetBytes(good));
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["X-Shopify-Topic"] = _garbler.Below(10) == 0 ? _garbler.Text() : topic,
            ["X-Shopify-Hmac-Sha256"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AppInMemory.StoreSecret), body)),
            ["X-Shopify-Webhook-Id"] = Guid.NewGuid().ToString(),
            ["X-Shopify-Shop-Domain"] = _garbler.Below(10) == 0 ? _garbler.Text() : "demo-store.myshopify.com",
        };
        var answer = await _app.Get<StoreWebhookIntake>()
            .TakeAsync(
                AppInMemory.StoreId,
                new WebhookRequest(new Uri($"https://dropship.example/api/webhooks/stores/{AppInMemory.StoreId}"), headers, body),
                cancellationToken
            );
        tally.Count(answer.ToString());
        await _app.DrainAsync(3, cancellationToken);
    }

    private async Task PushAsync(Tally tally, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["message"] = Encoding.UTF8.GetString(_garbler.Spoil(Encoding.UTF8.GetBytes(Push))),
        };
        form[AlibabaSignature.Parameter] = AlibabaSignature.Compute(AppInMemory.MarketSecret, string.Empty, form);
        tally.Count((await _app.Get<SupplierNotifications>().TakeAsync(AppInMemory.PurchasingId, form, cancellationToken)).ToString());
        await _app.DrainAsync(3, cancellationToken);
    }

    private async Task ReadStoreAsync(Tally tally, CancellationToken cancellationToken)
    {
        var store = _app.Get<IStorePlatforms>().Find("shopify")!;
        var id = _garbler.Any(_orders);
        var now = DateTimeOffset.UtcNow;
        _server.Spoils = "/shopify";
        try
        {
            switch (_garbler.Below(6))
            {
                case 0:
                    Count(tally, await store.ListChangedOrdersAsync(_app.Store, now.AddMinutes(-30), now, null, cancellationToken));
                    break;
                case 1:
                    Count(tally, await store.VerifyAsync(_app.Store, cancellationToken));
                    break;
                case 2:
                    var push = new TrackingPush
                    {
                        StoreOrderId = id,
                        Lines = [],
                        CarrierName = "YTO Express",
                        TrackingNumber = "YT1",
                        NotifyCustomer = false,
                    };
                    Count(tally, await ((ITrackingPush)store).PushTrackingAsync(_app.Store, push, cancellationToken));
                    break;
                case 3:
                    await _app.Get<StorePull>().PullAsync(AppInMemory.StoreId, cancellationToken);
                    await _app.DrainAsync(5, cancellationToken);
                    tally.Count("pull");
                    break;
                default:
                    Count(tally, await store.ReadOrderAsync(_app.Store, id, cancellationToken));
                    break;
            }
        }
        finally
        {
            _server.Spoils = null;
        }
    }

    private async Task ReadMarketAsync(Tally tally, CancellationToken cancellationToken)
    {
        var market = _app.Get<ISupplierMarket>();
        var account = _app.Purchasing;
        var key = new OrderKey(AppInMemory.StoreId, _garbler.Any(_orders));
        var purchase = _app.Orders.Find(key)?.PurchaseOrders is [var first, ..] ? first : null;
        var placed = purchase?.SupplierOrders is [var order, ..] ? order.OrderId : "1";
        var line = _mappings[_garbler.Below(_mappings.Count)].Items[0];
        var request = new PurchaseRequest
        {
            Key = string.Create(CultureInfo.InvariantCulture, $"bad.{tally.Inputs}"),
            Lines = [new SupplierLine(line.OfferId, line.SpecId, 1)],
            ShipTo = AppInMemory.Forwarder.Warehouse,
        };
        var now = DateTimeOffset.UtcNow;
        _server.Spoils = "/1688";
        try
        {
            switch (_garbler.Below(14))
            {
                case 0:
                    Count(tally, await market.ReadOfferAsync(account, line.OfferId, cancellationToken));
                    break;
                case 1:
                    Count(tally, await market.PreviewAsync(account, request, cancellationToken));
                    break;
                case 2:
                    Count(tally, await market.CreateAsync(account, request, cancellationToken));
                    break;
                case 3:
                    Count(tally, await market.FindByKeyAsync(account, purchase?.Key.Value ?? request.Key, cancellationToken));
                    break;
                case 4:
                    Count(tally, await market.ListChangedOrdersAsync(account, now.AddMinutes(-30), now, 1, cancellationToken));
                    break;
                case 5:
                    Count(tally, await market.CancelAsync(account, "1", "other", cancellationToken));
                    break;
                case 6:
                    Count(tally, await market.GetPayLinkAsync(account, [placed], cancellationToken));
                    break;
                case 7:
                    Count(tally, await market.ReadParcelsAsync(account, placed, cancellationToken));
                    break;
                case 8:
                    Count(tally, await market.ReadTraceAsync(account, placed, cancellationToken));
                    break;
                case 9:
                    Count(tally, await market.FetchMissedPushesAsync(account, now.AddMinutes(-30), now, cancellationToken));
                    break;
                case 10:
                    Count(tally, await market.VerifyAsync(account, cancellationToken));
                    break;
                case 11:
                    await _app.Get<SupplierSweep>().RunAsync(cancellationToken);
                    await _app.DrainAsync(5, cancellationToken);
                    tally.Count("sweep");
                    break;
                case 12:
                    await _app.FollowAsync(key, cancellationToken);
                    tally.Count("steps");
                    break;
                default:
                    Count(tally, await market.ReadOrderAsync(account, placed, cancellationToken));
                    break;
            }
        }
        finally
        {
            _server.Spoils = null;
        }
    }

    private static void Count<T>(Tally tally, CallResult<T> result) => tally.Count(result.Outcome.ToString());

    // A new order of the store is asked for within some rounds, and nothing that is stored is broken.
    private async Task ExpectGoodOrderAsync(string when, CancellationToken cancellationToken)
    {
        await _app.SetUpAsync(_mappings, cancellationToken);
        await _others.SetUpAsync(_control, cancellationToken);
        using var made = await _control.PostAsJsonAsync("control/orders", new { sku = "TEE-BLK-M", quantity = 2 }, cancellationToken);
        var id = JsonNode.Parse(await made.Content.ReadAsStringAsync(cancellationToken))!["orders"]![0]!["id"]!.GetValue<string>();
        var key = new OrderKey(AppInMemory.StoreId, id);
        var since = Stopwatch.StartNew();
        Exception? last = null;
        CallProblem? refused = null;
        while (since.Elapsed < s_callLimit)
        {
            try
            {
                refused = (await _app.Get<StorePull>().PullAsync(AppInMemory.StoreId, cancellationToken)).Problem;
                await _app.DrainAsync(200, cancellationToken);
                await _app.FollowAsync(key, cancellationToken);
                if (_app.Orders.Find(key)?.PurchaseOrders is [{ Approval: { State: ApprovalState.Open, MailedAt: not null } }])
                {
                    GoodOrders++;
                    _orders.Add(id);
                    break;
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                last = exception;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }

        if (!_orders.Contains(id))
        {
            var order = _app.Orders.Find(key);
            Tallies[3]
                .Faults.Add(
                    $"{when}: the good order {id} did not come through; it is {order?.State} {order?.Hold} {last}; the last pull said {refused?.ToString() ?? "nothing"}"
                );
        }

        if (await _app.FindBrokenAsync(cancellationToken) is { } broken)
        {
            Tallies[3].Faults.Add($"{when}: a stored history is broken: {broken}");
        }
    }

    private string Name() =>
        _garbler.Below(4) switch
        {
            0 => AppInMemory.StoreId,
            1 => AppInMemory.PurchasingId,
            2 when _orders.Count > 0 => _garbler.Any(_orders),
            _ => _garbler.Text(),
        };

    private HttpRequest Request()
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(_garbler.Spoil(Encoding.UTF8.GetBytes(_garbler.Any(s_bodies))));
        request.ContentType = _garbler.Any([
            "application/json",
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/plain",
            "?",
        ]);
        request.Path = "/api/order-list/x/orders/y/z";
        if (_garbler.Below(3) == 0)
        {
            request.QueryString = QueryString.Create([
                KeyValuePair.Create<string, string?>(_garbler.Any(["sku", "state", "all", "since", "after", "code", "x y"]), Name()),
            ]);
        }

        return request;
    }
}
