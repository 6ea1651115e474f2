using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>
/// The 1688 gateway. The checks come in the order seen on the real one: signature, then token, then permission, then
/// arguments.
/// </summary>
internal sealed class MarketGateway(SandboxWorld world)
{
    private static readonly Dictionary<string, string> s_namespaces = new(StringComparer.Ordinal)
    {
        ["alibaba.createOrder.preview"] = "com.alibaba.trade",
        ["alibaba.trade.fastCreateOrder"] = "com.alibaba.trade",
        ["alibaba.trade.createCrossOrder"] = "com.alibaba.trade",
        ["alibaba.trade.fenxiaoOrder.create"] = "com.alibaba.trade",
        ["alibaba.trade.get.buyerView"] = "com.alibaba.trade",
        ["alibaba.trade.getBuyerOrderList"] = "com.alibaba.trade",
        ["alibaba.trade.cancel"] = "com.alibaba.trade",
        ["alibaba.order.memoAdd"] = "com.alibaba.trade",
        ["alibaba.trade.addFeedback"] = "com.alibaba.trade",
        ["alibaba.trade.receiveAddress.get"] = "com.alibaba.trade",
        ["alibaba.alipay.url.get"] = "com.alibaba.trade",
        ["alibaba.trade.grouppay.url.get"] = "com.alibaba.trade",
        ["alibaba.trade.payWay.query"] = "com.alibaba.trade",
        ["alibaba.trade.pay.protocolPay.isopen"] = "com.alibaba.trade",
        ["alibaba.trade.pay.protocolPay.preparePay"] = "com.alibaba.trade",
        ["alibaba.trade.getLogisticsInfos.buyerView"] = "com.alibaba.logistics",
        ["alibaba.trade.getLogisticsTraceInfo.buyerView"] = "com.alibaba.logistics",
        ["product.search.queryProductDetail"] = "com.alibaba.fenxiao.crossborder",
        ["alibaba.fenxiao.productInfo.get"] = "com.alibaba.fenxiao",
        ["account.wangwangUrl.get"] = "com.alibaba.account",
        ["push.query.messageList"] = "cn.alibaba.open",
        ["push.cursor.messageList"] = "cn.alibaba.open",
        ["push.message.confirm"] = "cn.alibaba.open",
    };

    private readonly Lock _rateGate = new();
    private double _allowance = double.MaxValue;
    private DateTimeOffset _allowanceAt;

    public void Map(IEndpointRouteBuilder routes)
    {
        string[] methods = [HttpMethods.Post, HttpMethods.Get];
        routes.MapMethods("/1688/openapi/{protocol}/{version}/{ns}/{api}/{appKey}", methods, CallAsync);
        routes.MapGet("/1688/img/{offer}.svg", (string offer) => world.Change(step => step.Find<Offer>(offer) is { } found
            ? Results.Content(MarketReplies.Picture(found), "image/svg+xml; charset=utf-8")
            : Results.NotFound()));
    }

    private async Task CallAsync(HttpContext context, string protocol, string version, string ns, string api, string appKey)
    {
        var started = Stopwatch.GetTimestamp();
        var parameters = context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        if (context.Request.HasFormContentType)
        {
            foreach (var field in await context.Request.ReadFormAsync(context.RequestAborted))
            {
                parameters[field.Key] = field.Value.ToString();
            }
        }

        var guard = new FaultGuard(world, "1688", api);
        if (!await guard.BeforeAsync(context))
        {
            var origin = $"{context.Request.Scheme}://{context.Request.Host}";
            var path = $"{protocol}/{version}/{ns}/{api}/{appKey}";
            var (status, body) = Serve(new Call(path, ns, api, appKey, parameters, origin));
            if (guard.FalseFailure)
            {
                body = new JsonObject { ["result"] = new JsonObject { ["success"] = true, ["result"] = new JsonObject { ["payChannel"] = "alipay", ["paySuccess"] = false } } };
            }

            await guard.AnswerAsync(context, status, body);
            Log(started, api, parameters, guard.Shown ?? Outcome(body));
            return;
        }

        Log(started, api, parameters, guard.Shown!);
    }

    private (int Status, JsonObject Body) Serve(Call call)
    {
        if (call.Namespace == "system.oauth2" && call.Api == "getToken")
        {
            return world.Change(step => BuyerTokens.Grant(step, call.AppKey, call.Parameters));
        }

        var settings = world.Change(step => step.Settings);
        if (TooFast(settings.CallsPerSecond))
        {
            return Gateway(400, "gw.QosAppFrequencyLimit", "App call exceeds limited frequency");
        }

        if (call.AppKey != settings.AppKey || call.Parameters.GetValueOrDefault("_aop_signature") != MarketText.Sign(settings.AppSecret, call.Path, call.Parameters))
        {
            return Gateway(400, "gw.SignatureInvalid", "Invalid signature");
        }

        if (!s_namespaces.TryGetValue(call.Api, out var ns) || ns != call.Namespace)
        {
            return Gateway(400, "gw.APIUnsupported", $"Unsupported API {call.Namespace}:{call.Api}-1");
        }

        return world.Change(step =>
        {
            BuyerAccount? buyer = null;
            if (ns != "cn.alibaba.open")
            {
                buyer = BuyerTokens.Check(step, call.Parameters.GetValueOrDefault("access_token"));
                if (buyer is null)
                {
                    return Gateway(401, "401", "Request need user authorized");
                }
            }

            if (settings.DeniedApis.Contains(call.Api, StringComparer.Ordinal))
            {
                return Gateway(403, "gw.APIACLDecline", $"AppKey is not allowed(acl) {call.Namespace}:{call.Api}");
            }

            try
            {
                return (200, Answer(step, buyer, call));
            }
            catch (MarketRefusal refusal) when (refusal.Code == "gw.ParamMissing")
            {
                return Gateway(400, refusal.Code, refusal.Message);
            }
        });
    }

    private JsonObject Answer(Step step, BuyerAccount? buyer, Call call)
    {
        switch (call.Api)
        {
            case "alibaba.createOrder.preview":
                return Try(
                    () => MarketReplies.Preview(MarketDesk.Price(step, call.Text("flow"), call.Text("addressParam"), call.Text("cargoParamList"))),
                    MarketReplies.PreviewRefused);
            case "alibaba.trade.fastCreateOrder" or "alibaba.trade.createCrossOrder":
                call.Required("flow");
                return Try(() => MarketReplies.Created(MarketDesk.Create(step, buyer!, call.Parameters)), MarketReplies.CreateRefused);
            case "alibaba.trade.fenxiaoOrder.create":
                return Try(
                    () => MarketReplies.Created(MarketDesk.Create(step, buyer!, new Dictionary<string, string>(call.Parameters, StringComparer.Ordinal) { ["flow"] = "fenxiao" })),
                    MarketReplies.CreateRefused);
            case "alibaba.trade.get.buyerView":
                RequireWebSite(call);
                return Try(
                    () => new JsonObject { ["result"] = MarketReplies.Order(Owned(step, buyer!, call.Required("orderId")), step, inList: false), ["success"] = "true" },
                    MarketReplies.Refused);
            case "alibaba.trade.getBuyerOrderList":
                return Try(() => OrderList(step, buyer!, call), MarketReplies.Refused);
            case "alibaba.trade.cancel":
                RequireWebSite(call);
                return Try(
                    () =>
                    {
                        MarketDesk.CancelByBuyer(step, Owned(step, buyer!, call.Required("tradeID")), call.Required("cancelReason"));
                        return new JsonObject { ["success"] = true };
                    },
                    MarketReplies.Refused);
            case "alibaba.order.memoAdd":
                return Try(
                    () =>
                    {
                        var order = Owned(step, buyer!, call.Required("orderId"));
                        order.Memo = call.Required("memo");
                        order.MemoIcon = call.Text("remarkIcon");
                        step.Touch(order);
                        return new JsonObject { ["success"] = true };
                    },
                    MarketReplies.PreviewRefused);
            case "alibaba.trade.addFeedback":
                return Try(() => AddFeedback(step, buyer!, call), MarketReplies.Refused);
            case "alibaba.trade.receiveAddress.get":
                return Addresses();
            case "alibaba.alipay.url.get":
                return PayUrl(step, buyer!, call);
            case "alibaba.trade.grouppay.url.get":
                return GroupPayUrl(step, buyer!, call);
            case "alibaba.trade.payWay.query":
                return Try(() => PayWays(step, buyer!, call), MarketReplies.PreviewRefused);
            case "alibaba.trade.pay.protocolPay.isopen":
                return Agreements(step);
            case "alibaba.trade.pay.protocolPay.preparePay":
                return Try(() => PayByAgreement(step, buyer!, call), MarketReplies.CreateRefused);
            case "alibaba.trade.getLogisticsInfos.buyerView":
                RequireWebSite(call);
                return Try(
                    () =>
                    {
                        var order = Owned(step, buyer!, call.Required("orderId"));
                        return order.Parcels.Count > 0
                            ? new JsonObject { ["result"] = MarketReplies.Logistics(order), ["success"] = true }
                            : throw new MarketRefusal("500_2", "订单尚未发货，暂无物流详情，请稍候再试。");
                    },
                    MarketReplies.Refused);
            case "alibaba.trade.getLogisticsTraceInfo.buyerView":
                RequireWebSite(call);
                return Try(
                    () => MarketReplies.Trace(Owned(step, buyer!, call.Required("orderId")), call.Text("logisticsId")),
                    MarketReplies.Refused);
            case "product.search.queryProductDetail":
                return OfferDetail(step, call);
            case "alibaba.fenxiao.productInfo.get":
                return step.Find<Offer>(call.Required("offerId")) is { } product
                    ? new JsonObject { ["productInfo"] = MarketReplies.ProductInfo(product, call.Origin), ["success"] = true }
                    : MarketReplies.Refused(new MarketRefusal("404", "商品不存在"));
            case "account.wangwangUrl.get":
                return ChatUrl(call);
            case "push.cursor.messageList":
                return CursorMessages(step, call);
            case "push.query.messageList":
                return QueryMessages(step, call);
            default:
                return ConfirmMessages(step, call);
        }
    }

    private static JsonObject OrderList(Step step, BuyerAccount buyer, Call call)
    {
        var found = step.All<PurchaseOrder>().Where(o => o.BuyerId == buyer.MemberId);
        if (call.Text("outOrderId") is { Length: > 0 } outOrderId)
        {
            found = found.Where(o => o.OutOrderId == outOrderId);
        }

        if (call.Text("orderIds") is { Length: > 0 } idsText)
        {
            var ids = JsonNode.Parse(idsText)!.AsArray().Select(i => i!.ToString()).ToHashSet(StringComparer.Ordinal);
            found = found.Where(o => ids.Contains(o.Key));
        }

        if (call.Text("orderStatus") is { Length: > 0 } status)
        {
            found = found.Where(o => o.Status == status);
        }

        foreach (var (from, until, of) in ((string, string, Func<PurchaseOrder, DateTimeOffset>)[])[
            ("modifyStartTime", "modifyEndTime", o => o.ModifiedAt), ("createStartTime", "createEndTime", o => o.CreatedAt)])
        {
            if (call.Text(from) is { Length: > 0 } start)
            {
                var limit = ParseTime(start, from);
                found = found.Where(o => of(o) >= limit);
            }

            if (call.Text(until) is { Length: > 0 } end)
            {
                var limit = ParseTime(end, until);
                found = found.Where(o => of(o) <= limit);
            }
        }

        var page = Number(call, "page", 1);
        var size = Math.Min(Number(call, "pageSize", 20), 50);
        var all = found.OrderByDescending(o => o.CreatedAt).ThenByDescending(o => o.Id).ToList();
        return new JsonObject
        {
            ["result"] = new JsonArray([.. all.Skip((page - 1) * size).Take(size).Select(o => (JsonNode)MarketReplies.Order(o, step, inList: true))]),
            ["totalRecord"] = all.Count,
        };
    }

    private static JsonObject AddFeedback(Step step, BuyerAccount buyer, Call call)
    {
        var given = JsonNode.Parse(call.Required("tradeFeedbackParam"))!;
        var order = Owned(step, buyer, given["orderId"]?.ToString() ?? string.Empty);
        order.Message = given["feedback"]?.ToString();
        MarketDesk.Modified(step, order);
        return new JsonObject { ["success"] = true };
    }

    private static JsonObject Addresses() => new()
    {
        ["result"] = new JsonObject
        {
            ["receiveAddressItems"] = new JsonArray([.. MarketDesk.SavedAddresses.Select((a, index) => (JsonNode)new JsonObject
            {
                ["id"] = a.Id,
                ["fullName"] = a.Address.FullName,
                ["address"] = a.Address.Address,
                ["post"] = a.Address.PostCode,
                ["mobilePhone"] = a.Address.Mobile,
                ["addressCode"] = a.Code,
                ["addressCodeText"] = $"{a.Address.Province} {a.Address.City} {a.Address.Area}",
                ["isDefault"] = index == 0,
                ["townName"] = a.Address.Town,
            })]),
        },
        ["success"] = true,
    };

    private JsonObject PayUrl(Step step, BuyerAccount buyer, Call call)
    {
        var (payable, refused) = Payable(step, buyer, call.Required("orderIdList"));
        if (payable.Count + refused.Count > 100)
        {
            return new JsonObject { ["success"] = false, ["errorCode"] = "400", ["erroMsg"] = "orderIdList size exceeds 100" };
        }

        var reply = new JsonObject { ["success"] = payable.Count > 0 };
        if (payable.Count > 0)
        {
            reply["payUrl"] = CashierUrl(call.Origin, payable);
        }
        else
        {
            reply["errorCode"] = "ORDER_STATUS_ERROR";
            reply["erroMsg"] = "没有可支付的订单";
        }

        if (refused.Count > 0)
        {
            reply["payFailureOrderList"] = new JsonArray([.. refused.Select(id => (JsonNode)id)]);
        }

        return reply;
    }

    private JsonObject GroupPayUrl(Step step, BuyerAccount buyer, Call call)
    {
        call.Required("payPlatformType");
        var (payable, refused) = Payable(step, buyer, call.Required("orderIds"));
        return new JsonObject
        {
            ["results"] = refused.Count == 0 && payable.Count > 0
                ? new JsonObject { ["payUrl"] = CashierUrl(call.Origin, payable), ["success"] = true, ["errorInfo"] = null, ["errorCode"] = null }
                : new JsonObject { ["payUrl"] = null, ["success"] = false, ["errorInfo"] = "订单状态错误", ["errorCode"] = "ORDER_STATUS_ERROR" },
        };
    }

    private static string CashierUrl(string origin, IEnumerable<PurchaseOrder> orders) => $"{origin}/1688/cashier?orderId={string.Join(';', orders.Select(o => o.Key))}";

    private static JsonObject PayWays(Step step, BuyerAccount buyer, Call call)
    {
        if (!buyer.IsMain)
        {
            throw new MarketRefusal("500_2", "请使用主账号授权");
        }

        var order = Owned(step, buyer, call.Required("orderId"));
        return new JsonObject
        {
            ["resultList"] = new JsonObject
            {
                ["orderId"] = order.Key,
                ["payFee"] = order.Total,
                ["timeout"] = MarketText.Plain(order.CreatedAt.AddSeconds(step.Settings.PaymentTimeoutSeconds / step.Clock.Speed)),
                ["channels"] = new JsonArray(new JsonObject { ["code"] = 1, ["name"] = "支付宝" }),
            },
            ["success"] = true,
        };
    }

    private static JsonObject Agreements(Step step) => new()
    {
        ["result"] = new JsonObject
        {
            ["success"] = true,
            ["result"] = new JsonObject
            {
                ["paymentAgreements"] = new JsonArray(
                    new JsonObject { ["payChannel"] = "SHEGOU", ["bindingStatus"] = "false", ["signedStatus"] = "false" },
                    new JsonObject { ["payChannel"] = "ALIPAY", ["bindingStatus"] = "true", ["signedStatus"] = step.Settings.ProtocolPayOpen ? "true" : "false" }),
            },
        },
    };

    private static JsonObject PayByAgreement(Step step, BuyerAccount buyer, Call call)
    {
        var given = JsonNode.Parse(call.Required("tradeWithholdPreparePayParam"))!;
        var order = Owned(step, buyer, given["orderId"]?.ToString() ?? string.Empty, notYours: new MarketRefusal("500", "不是自己的订单"));
        if (!step.Settings.ProtocolPayOpen)
        {
            throw new MarketRefusal("PROTOCOL_NOT_SIGNED", "未签约免密支付");
        }

        // What 1688 makes of a payAmount that differs is not documented; a stand-in must not take money nobody named.
        if (given["payAmount"] is { } amount && amount.GetValue<long>() != order.Total)
        {
            throw new MarketRefusal("PAY_AMOUNT_ERROR", "支付金额与订单金额不一致");
        }

        MarketDesk.Pay(step, order, "protocolPay " + given["opRequestId"]);
        return new JsonObject
        {
            ["result"] = new JsonObject
            {
                ["success"] = true,
                ["code"] = null,
                ["message"] = null,
                ["result"] = new JsonObject { ["payChannel"] = "alipay", ["paySuccess"] = true },
            },
        };
    }

    private static JsonObject OfferDetail(Step step, Call call)
    {
        var given = JsonNode.Parse(call.Required("offerDetailParam"));
        if (step.Find<Offer>(given?["offerId"]?.ToString() ?? string.Empty) is { } offer)
        {
            return new JsonObject
            {
                ["result"] = new JsonObject { ["success"] = true, ["code"] = "200", ["message"] = "操作成功", ["result"] = MarketReplies.OfferDetail(offer, call.Origin) },
            };
        }

        return new JsonObject { ["result"] = new JsonObject { ["success"] = false, ["code"] = "404", ["message"] = "商品不存在" } };
    }

    private static JsonObject ChatUrl(Call call)
    {
        var openId = call.Required("toOpenUid");
        var seller = Catalogue.Suppliers.FirstOrDefault(s => s.OpenId == openId);
        return new JsonObject
        {
            ["result"] = seller is null
                ? new JsonObject { ["success"] = false, ["code"] = "400", ["message"] = "toOpenUid invalid" }
                : new JsonObject { ["success"] = true, ["code"] = "200", ["message"] = "success", ["result"] = $"{call.Origin}/1688/chat?touid=cnalichn{Uri.EscapeDataString(seller.LoginId)}" },
        };
    }

    private static JsonObject CursorMessages(Step step, Call call)
    {
        var quantity = Math.Clamp(Number(call, "quantity", 20), 20, 200);
        var messages = Kept(step, call).Take(quantity).ToList();
        foreach (var message in messages)
        {
            step.Remove(message);
        }

        return new JsonObject { ["pushMessageList"] = new JsonArray([.. messages.Select(m => (JsonNode)MarketReplies.Message(m, call.AppKey))]) };
    }

    private static JsonObject QueryMessages(Step step, Call call)
    {
        var size = Math.Clamp(Number(call, "pageSize", 20), 20, 200);
        var all = Kept(step, call).ToList();
        return new JsonObject
        {
            ["pushMessagePage"] = new JsonObject
            {
                ["datas"] = new JsonArray([.. all.Skip((Number(call, "page", 1) - 1) * size).Take(size).Select(m => (JsonNode)MarketReplies.Message(m, call.AppKey))]),
                ["totalCount"] = all.Count,
            },
        };
    }

    private static JsonObject ConfirmMessages(Step step, Call call)
    {
        foreach (var id in JsonNode.Parse(call.Required("msgIdList"))!.AsArray())
        {
            if (step.Find<PushMessage>(id!.ToString()) is { Kept: true } message)
            {
                step.Remove(message);
            }
        }

        return new JsonObject { ["isSuccess"] = true };
    }

    private static IEnumerable<PushMessage> Kept(Step step, Call call)
    {
        var kept = step.All<PushMessage>().Where(m => m.Kept);
        if (call.Text("createStartTime") is { Length: > 0 } start)
        {
            var limit = ParseTime(start, "createStartTime");
            kept = kept.Where(m => m.BornAt >= limit);
        }

        if (call.Text("createEndTime") is { Length: > 0 } end)
        {
            var limit = ParseTime(end, "createEndTime");
            kept = kept.Where(m => m.BornAt <= limit);
        }

        if (call.Text("type") is { Length: > 0 } type)
        {
            kept = kept.Where(m => m.Type == type);
        }

        if (call.Text("userInfo") is { Length: > 0 } user)
        {
            kept = kept.Where(m => m.UserInfo == user);
        }

        return kept.OrderBy(m => m.Id);
    }

    private static (List<PurchaseOrder> Payable, List<long> Refused) Payable(Step step, BuyerAccount buyer, string idsText)
    {
        var payable = new List<PurchaseOrder>();
        var refused = new List<long>();
        foreach (var id in JsonNode.Parse(idsText)!.AsArray())
        {
            if (step.Find<PurchaseOrder>(id!.ToString()) is { Status: "waitbuyerpay" } order && order.BuyerId == buyer.MemberId)
            {
                payable.Add(order);
            }
            else
            {
                refused.Add(long.Parse(id.ToString(), CultureInfo.InvariantCulture));
            }
        }

        return (payable, refused);
    }

    private static PurchaseOrder Owned(Step step, BuyerAccount buyer, string id, MarketRefusal? notYours = null)
    {
        var order = step.Find<PurchaseOrder>(id) ?? throw new MarketRefusal("ORDER_NOT_EXIST", "订单不存在");
        return order.BuyerId == buyer.MemberId ? order : throw notYours ?? new MarketRefusal("400_3", "当前用户不是订单的参与方");
    }

    private static void RequireWebSite(Call call)
    {
        if (call.Required("webSite") != "1688")
        {
            throw new MarketRefusal("gw.ParamMissing", "webSite must be 1688");
        }
    }

    private static JsonObject Try(Func<JsonObject> work, Func<MarketRefusal, JsonObject> refused)
    {
        try
        {
            return work();
        }
        catch (MarketRefusal refusal) when (refusal.Code != "gw.ParamMissing")
        {
            return refused(refusal);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException { Source: "System.Text.Json" })
        {
            return refused(new MarketRefusal("400", "parameter invalid"));
        }
    }

    private static DateTimeOffset ParseTime(string text, string name) =>
        MarketText.TryParseTime(text, out var time) ? time : throw new MarketRefusal("400", $"{name} invalid: {text}");

    private static int Number(Call call, string name, int fallback) =>
        int.TryParse(call.Text(name), CultureInfo.InvariantCulture, out var number) && number > 0 ? number : fallback;

    private bool TooFast(int callsPerSecond)
    {
        if (callsPerSecond <= 0)
        {
            return false;
        }

        lock (_rateGate)
        {
            var now = world.Time.GetUtcNow();
            _allowance = Math.Min(callsPerSecond, _allowance + ((now - _allowanceAt).TotalSeconds * callsPerSecond));
            _allowanceAt = now;
            if (_allowance < 1)
            {
                return true;
            }

            _allowance--;
            return false;
        }
    }

    private static (int Status, JsonObject Body) Gateway(int status, string code, string message) =>
        (status, new JsonObject { ["error_code"] = code, ["error_message"] = message });

    private static string Outcome(JsonObject body)
    {
        var inner = body["result"] as JsonObject;
        var code = body["error_code"] ?? body["error"] ?? body["errorCode"] ?? body["code"] ?? (inner?["success"]?.ToString() == "false" ? inner["code"] : null);
        return code?.ToString() is { Length: > 0 } text ? text : "ok";
    }

    private void Log(long started, string api, Dictionary<string, string> parameters, string outcome)
    {
        string[] keys = ["outOrderId", "orderId", "orderIds", "orderIdList", "tradeID", "offerId", "page"];
        var subject = string.Join(' ', keys.Where(parameters.ContainsKey).Select(k => $"{k}={parameters[k]}"));
        world.Calls.Add(new CallEntry(world.Time.GetUtcNow(), "1688", api, subject, outcome, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
    }

    private sealed record Call(string Path, string Namespace, string Api, string AppKey, Dictionary<string, string> Parameters, string Origin)
    {
        public string? Text(string name) => Parameters.GetValueOrDefault(name);

        public string Required(string name) => Text(name) is { Length: > 0 } value ? value : throw new MarketRefusal("gw.ParamMissing", $"{name} is missing");
    }
}
