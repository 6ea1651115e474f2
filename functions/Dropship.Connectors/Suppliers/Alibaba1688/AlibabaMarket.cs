using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Microsoft.Extensions.Options;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>1688, over its open platform.</summary>
internal sealed class AlibabaMarket(
    AlibabaClient client,
    AlibabaTokens tokens,
    Credentials<AlibabaCredentials> credentials,
    IOptions<ConnectorsOptions> options
) : ISupplierMarket
{
    public const string ConnectorName = "1688";

    private const int PageSize = 50;
    private const int MessagesAtOnce = 200;

    // The market keeps some thousand messages at most; a run that goes on longer than this is a fault, not a back-log.
    private const int MessagePages = 50;

    private const string WebSite = "1688";

    public bool IsMemberId(string supplierId) => supplierId.StartsWith("b2b-", StringComparison.Ordinal);

    public Uri? OrderPageOf(string supplierOrderId) =>
        new($"https://trade.1688.com/order/new_step_order_detail.htm?orderId={Uri.EscapeDataString(supplierOrderId)}");

    public Task<CallResult<SupplierOffer>> ReadOfferAsync(PurchasingAccount account, string offerId, CancellationToken cancellationToken)
    {
        if (account.OrderCreationApi == OrderCreationApi.Distribution)
        {
            return client.SendAsync(
                account,
                AlibabaApi.DistributionOffer,
                Parameters(("offerId", offerId)),
                offerId,
                envelope => CallResult.Success(AlibabaMapper.ProductInfo(envelope.Json.Object("productInfo"))),
                cancellationToken,
                NoOffer
            );
        }

        var detail = AlibabaRequests.Json(new JsonObject { ["offerId"] = offerId, ["country"] = "en" });
        return client.SendAsync(
            account,
            AlibabaApi.OfferDetail,
            Parameters(("offerDetailParam", detail)),
            offerId,
            envelope => CallResult.Success(AlibabaMapper.OfferDetail(envelope.Json.Object("result").Object("result"))),
            cancellationToken,
            NoOffer
        );
    }

    public Task<CallResult<PurchasePreview>> PreviewAsync(
        PurchasingAccount account,
        PurchaseRequest request,
        CancellationToken cancellationToken
    )
    {
        if (AlibabaRequests.AddressProblem(request.ShipTo) is { } problem)
        {
            return Task.FromResult(CallResult.Refused<PurchasePreview>("address", problem, RefusalMeaning.AddressRefused));
        }

        return client.SendAsync(
            account,
            AlibabaApi.Preview,
            AlibabaRequests.Preview(account, request),
            request.Key,
            envelope =>
            {
                var refused = envelope
                    .Json.OptionalItems("orderPreviewResuslt")
                    .FirstOrDefault(entry => entry.OptionalFlag("status") == false);
                if (refused.ValueKind != JsonValueKind.Undefined)
                {
                    var code = refused.OptionalText("resultCode") ?? "no-code";
                    var text = refused.OptionalText("message") ?? "no words";
                    return CallResult.Refused<PurchasePreview>(code, text, AlibabaCodes.Find(code, text) ?? RefusalMeaning.Unspecified);
                }

                return CallResult.Success(AlibabaMapper.Preview(envelope.Json));
            },
            cancellationToken
        );
    }

    public Task<CallResult<PurchaseCreated>> CreateAsync(
        PurchasingAccount account,
        PurchaseRequest request,
        CancellationToken cancellationToken
    )
    {
        if (AlibabaRequests.AddressProblem(request.ShipTo) is { } problem)
        {
            return Task.FromResult(CallResult.Refused<PurchaseCreated>("address", problem, RefusalMeaning.AddressRefused));
        }

        return client.SendAsync(
            account,
            AlibabaTables.Create(account.OrderCreationApi),
            AlibabaRequests.Create(account, request),
            request.Key,
            envelope =>
                AlibabaMapper.Created(envelope.Json) is { } created
                    ? CallResult.Success(created)
                    : throw new UnreadableReplyException("the reply claims success and names no order"),
            cancellationToken,
            Tolerate
        );

        // An order id beside "success": false is an order all the same, and lines that failed tell why nothing was ordered.
        static CallResult<PurchaseCreated>? Tolerate(AlibabaEnvelope envelope)
        {
            if (envelope.Gateway is not null)
            {
                return null;
            }

            if (AlibabaMapper.Created(envelope.Json) is { } created)
            {
                return CallResult.Success(created);
            }

            var failed = AlibabaMapper.FailedLines(envelope.Json.OptionalField("result") ?? envelope.Json);
            return
                envelope.Business is not null && failed.Count > 0 && failed.All(line => AlibabaCodes.Find(line.Code, line.Text) is not null)
                ? CallResult.Refused<PurchaseCreated>(
                    failed[0].Code,
                    $"{failed[0].OfferId}: {failed[0].Text}",
                    AlibabaCodes.Find(failed[0].Code, failed[0].Text) ?? RefusalMeaning.Unspecified
                )
                : null;
        }
    }

    public async Task<CallResult<IReadOnlyList<SupplierOrder>>> FindByKeyAsync(
        PurchasingAccount account,
        string key,
        CancellationToken cancellationToken
    )
    {
        var found = new List<SupplierOrder>();
        for (var page = 1; ; page++)
        {
            var listed = await ListAsync(account, page, key, readsEach: true, cancellationToken, ("outOrderId", key));
            if (!listed.IsSuccess)
            {
                return listed.As<IReadOnlyList<SupplierOrder>>();
            }

            foreach (var order in listed.Value.Orders)
            {
                var own = order.Key;
                if (own is null)
                {
                    // A listing that leaves our number out must neither hide an order nor hand us a stranger's.
                    var whole = await ReadOrderAsync(account, order.OrderId, cancellationToken);
                    if (!whole.IsSuccess)
                    {
                        return whole.As<IReadOnlyList<SupplierOrder>>();
                    }

                    own = whole.Value.Key;
                }

                if (own == key)
                {
                    found.Add(order);
                }
                else if (own is null)
                {
                    return CallResult.NotSent<IReadOnlyList<SupplierOrder>>(
                        new CallProblem(
                            ProblemKind.Unreadable,
                            "unreadable",
                            $"order {order.OrderId} was found by our number and does not show it"
                        )
                    );
                }
            }

            if (!listed.Value.HasMore)
            {
                return CallResult.Success<IReadOnlyList<SupplierOrder>>(found);
            }
        }
    }

    public Task<CallResult<SupplierOrder>> ReadOrderAsync(
        PurchasingAccount account,
        string supplierOrderId,
        CancellationToken cancellationToken
    ) =>
        client.SendAsync(
            account,
            AlibabaApi.Order,
            Parameters(("webSite", WebSite), ("orderId", supplierOrderId)),
            supplierOrderId,
            envelope => CallResult.Success(AlibabaMapper.Order(envelope.Json.Object("result"))),
            cancellationToken
        );

    public Task<CallResult<SupplierOrderPage>> ListChangedOrdersAsync(
        PurchasingAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        int page,
        CancellationToken cancellationToken
    ) =>
        ListAsync(
            account,
            page,
            AlibabaTime.Format(from),
            readsEach: false,
            cancellationToken,
            ("modifyStartTime", AlibabaTime.Format(from)),
            ("modifyEndTime", AlibabaTime.Format(until))
        );

    public Task<CallResult<Unit>> CancelAsync(
        PurchasingAccount account,
        string supplierOrderId,
        string reason,
        CancellationToken cancellationToken
    ) =>
        client.SendAsync(
            account,
            AlibabaApi.Cancel,
            Parameters(("webSite", WebSite), ("tradeID", supplierOrderId), ("cancelReason", reason)),
            supplierOrderId,
            envelope =>
                envelope.Json.Flag("success")
                    ? CallResult.Success(default(Unit))
                    : throw new UnreadableReplyException("'success' is neither there nor false"),
            cancellationToken
        );

    public Task<CallResult<PayLink>> GetPayLinkAsync(
        PurchasingAccount account,
        IReadOnlyList<string> supplierOrderIds,
        CancellationToken cancellationToken
    ) =>
        client.SendAsync(
            account,
            AlibabaApi.PayUrl,
            Parameters(("orderIdList", AlibabaRequests.Ids(supplierOrderIds))),
            string.Join(',', supplierOrderIds),
            envelope =>
                CallResult.Success(
                    new PayLink(
                        Uri.TryCreate(envelope.Json.Text("payUrl"), UriKind.Absolute, out var url)
                            ? url
                            : throw new UnreadableReplyException("'payUrl' is no address"),
                        [
                            .. envelope
                                .Json.OptionalItems("payFailureOrderList")
                                .Select(id => id.ValueKind == JsonValueKind.String ? id.GetString()! : id.GetRawText()),
                        ]
                    )
                ),
            cancellationToken,
            envelope =>
                envelope.Business is { } error && AlibabaCodes.Find(error.Code, error.Text) is null
                    ? CallResult.Refused<PayLink>(error.Code, error.Text, RefusalMeaning.NotPayable)
                    : null
        );

    public async Task<CallResult<PaymentReceipt>> PayByAgreementAsync(
        PurchasingAccount account,
        string supplierOrderId,
        Money amount,
        string requestId,
        CancellationToken cancellationToken
    )
    {
        if (
            amount.Currency != Currencies.Cny
            || !long.TryParse(supplierOrderId, NumberStyles.None, CultureInfo.InvariantCulture, out var orderId)
        )
        {
            return CallResult.Refused<PaymentReceipt>(
                "request",
                "1688 is paid in renminbi, for an order that has a number.",
                RefusalMeaning.NotPayable
            );
        }

        var parameter = AlibabaRequests.Json(
            new JsonObject
            {
                ["orderId"] = orderId,
                ["payAmount"] = amount.Minor,
                ["opRequestId"] = requestId,
            }
        );
        return await client.SendAsync(
            account,
            AlibabaApi.PayByAgreement,
            Parameters(("tradeWithholdPreparePayParam", parameter)),
            supplierOrderId,
            envelope =>
            {
                var outer = envelope.Json.OptionalField("result") ?? envelope.Json;
                var result = outer.OptionalField("result") ?? outer;
                return CallResult.Success(new PaymentReceipt(result.Flag("paySuccess"), result.OptionalText("payChannel")));
            },
            cancellationToken,
            // The order may be out of its state because an earlier call of ours paid it: that is for the order to say.
            envelope =>
                envelope.Business is { Code: "ORDER_STATUS_ERROR" } error
                    ? CallResult.Unknown<PaymentReceipt>(
                        new CallProblem(ProblemKind.Rejected, error.Code, error.Text, RefusalMeaning.WrongState)
                    )
                    : null
        );
    }

    public Task<CallResult<IReadOnlyList<SupplierParcel>>> ReadParcelsAsync(
        PurchasingAccount account,
        string supplierOrderId,
        CancellationToken cancellationToken
    ) =>
        client.SendAsync(
            account,
            AlibabaApi.Parcels,
            Parameters(("webSite", WebSite), ("orderId", supplierOrderId), ("fields", "company.name,sendgood")),
            supplierOrderId,
            envelope =>
            {
                var parcels = envelope.Json.Items("result").Select(parcel => AlibabaMapper.Parcel(parcel, supplierOrderId)).ToList();
                return parcels.Count > 0
                    ? CallResult.Success<IReadOnlyList<SupplierParcel>>(parcels)
                    : CallResult.Refused<IReadOnlyList<SupplierParcel>>("500_2", "There are no parcels yet.", RefusalMeaning.NotYetShipped);
            },
            cancellationToken,
            envelope =>
                envelope.Business is { Code: "500_2" } error
                    ? CallResult.Refused<IReadOnlyList<SupplierParcel>>(error.Code, error.Text, RefusalMeaning.NotYetShipped)
                    : null
        );

    public Task<CallResult<IReadOnlyList<TraceEvent>>> ReadTraceAsync(
        PurchasingAccount account,
        string supplierOrderId,
        CancellationToken cancellationToken
    ) =>
        client.SendAsync(
            account,
            AlibabaApi.Trace,
            Parameters(("webSite", WebSite), ("orderId", supplierOrderId)),
            supplierOrderId,
            envelope =>
            {
                // "No trace yet" comes as success with words and nothing else.
                if (!envelope.Json.TryField("logisticsTrace", out _) && envelope.Json.OptionalText("errorMessage") is null)
                {
                    throw new UnreadableReplyException("'logisticsTrace' is missing");
                }

                return CallResult.Success<IReadOnlyList<TraceEvent>>([
                    .. envelope.Json.OptionalItems("logisticsTrace").SelectMany(AlibabaMapper.Trace).OrderBy(step => step.OccurredAt),
                ]);
            },
            cancellationToken,
            envelope => envelope.Business is { Code: "404" } ? CallResult.Success<IReadOnlyList<TraceEvent>>([]) : null
        );

    public async Task<SupplierNotification> ReadNotificationAsync(
        PurchasingAccount account,
        IReadOnlyDictionary<string, string> form,
        CancellationToken cancellationToken
    )
    {
        var secret = await credentials.GetAsync(account.SecretName, cancellationToken);
        return secret is null
            ? new SupplierNotification { IsGenuine = false, Problem = "there is no secret to check the signature with" }
            : AlibabaWebhooks.Read(account, secret.AppSecret, form);
    }

    public async Task<CallResult<SupplierNotificationPage>> FetchMissedPushesAsync(
        PurchasingAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        var parameters = Parameters(
            ("createStartTime", AlibabaTime.Format(from)),
            ("createEndTime", AlibabaTime.Format(until)),
            ("quantity", MessagesAtOnce.ToString(CultureInfo.InvariantCulture))
        );
        if (account.MemberId is { } member)
        {
            parameters["userInfo"] = member;
        }

        var messages = new List<SupplierNotification>();
        for (var page = 0; page < MessagePages; page++)
        {
            var fetched = await client.SendAsync(
                account,
                AlibabaApi.MissedMessages,
                parameters,
                AlibabaTime.Format(from),
                envelope =>
                    CallResult.Success(
                        envelope.Json.Items("pushMessageList").Select(message => AlibabaWebhooks.MessageOr(account, message)).ToList()
                    ),
                cancellationToken
            );
            if (!fetched.IsSuccess)
            {
                // What was handed out before is confirmed there and must not be lost here.
                return messages.Count > 0
                    ? CallResult.Success(new SupplierNotificationPage(messages))
                    : fetched.As<SupplierNotificationPage>();
            }

            messages.AddRange(fetched.Value);
            if (fetched.Value.Count == 0)
            {
                break;
            }
        }

        return CallResult.Success(new SupplierNotificationPage(messages));
    }

    public Task<CallResult<Uri>> GetChatLinkAsync(PurchasingAccount account, string supplierLogin, CancellationToken cancellationToken) =>
        Task.FromResult(
            CallResult.Success(
                new Uri(options.Value.SupplierChatPage.Replace("{login}", Uri.EscapeDataString(supplierLogin), StringComparison.Ordinal))
            )
        );

    public async Task<CallResult<PurchasingIdentity>> VerifyAsync(PurchasingAccount account, CancellationToken cancellationToken)
    {
        credentials.Forget(account.SecretName);
        var listed = await ListAsync(account, 1, "verify", readsEach: false, cancellationToken);
        if (!listed.IsSuccess)
        {
            return listed.As<PurchasingIdentity>();
        }

        var declined = await FindDeclinedAsync(account, cancellationToken);
        if (!declined.IsSuccess)
        {
            return declined.As<PurchasingIdentity>();
        }

        if (declined.Value.Count > 0)
        {
            return CallResult.Unauthorized<PurchasingIdentity>("missing-permissions", string.Join(", ", declined.Value));
        }

        var secret = await tokens.GetAsync(account, cancellationToken);
        return secret.Map(value => new PurchasingIdentity(
            value.LoginName ?? account.MemberId ?? account.DisplayName,
            value.RefreshTokenExpiresAt
        ));
    }

    // The permission for each interface is given by itself. The gateway looks at it before the arguments, so a call without any tells, and
    // can do nothing. What else is said of such a call says nothing about the permission.
    private async Task<CallResult<IReadOnlyList<string>>> FindDeclinedAsync(PurchasingAccount account, CancellationToken cancellationToken)
    {
        var declined = new List<string>();
        foreach (var (api, purpose) in AlibabaApi.NeededBy(account))
        {
            var asked = await client.SendAsync(
                account,
                api,
                Parameters(),
                "verify",
                _ => CallResult.Success(default(Unit)),
                cancellationToken,
                envelope => AlibabaCodes.IsTurnedAway(envelope.Gateway) ? null : CallResult.Success(default(Unit))
            );
            switch (asked.Problem)
            {
                case { Kind: ProblemKind.Unauthorized, Code: var code } when AlibabaCodes.IsOfInterface(code):
                    declined.Add($"{api.Namespace}:{api.Name} ({purpose})");
                    break;
                case { Kind: ProblemKind.Transient or ProblemKind.RateLimited or ProblemKind.Unauthorized } problem:
                    return CallResult.NotSent<IReadOnlyList<string>>(problem);
            }
        }

        return CallResult.Success<IReadOnlyList<string>>(declined);
    }

    private Task<CallResult<SupplierOrderPage>> ListAsync(
        PurchasingAccount account,
        int page,
        string subject,
        bool readsEach,
        CancellationToken cancellationToken,
        params (string Name, string Value)[] filters
    )
    {
        var parameters = Parameters(filters);
        parameters["page"] = page.ToString(CultureInfo.InvariantCulture);
        parameters["pageSize"] = PageSize.ToString(CultureInfo.InvariantCulture);
        return client.SendAsync(
            account,
            AlibabaApi.Orders,
            parameters,
            subject,
            envelope =>
            {
                var total = envelope.Json.OptionalWhole("totalRecord");

                // A page behind the last one may have no list at all.
                var items = total == 0 || page > 1 ? envelope.Json.OptionalItems("result") : envelope.Json.Items("result");

                // The market may hold its pages smaller than asked for; a short page then is not the last one.
                var size = Math.Min(items.Count, PageSize);
                var hasMore = total is { } all ? items.Count > 0 && (long)page * size < all : items.Count == PageSize;
                var unreadable = new Dictionary<string, string>(StringComparer.Ordinal);
                var orders = items
                    .Select(item => readsEach ? AlibabaMapper.Order(item) : AlibabaMapper.OrderOr(item, unreadable))
                    .OfType<SupplierOrder>()
                    .ToList();
                return CallResult.Success(new SupplierOrderPage(orders, hasMore) { Total = total, Unreadable = unreadable });
            },
            cancellationToken
        );
    }

    private static CallResult<SupplierOffer>? NoOffer(AlibabaEnvelope envelope) =>
        envelope.Business is { Code: "404" } error
            ? CallResult.Refused<SupplierOffer>(error.Code, error.Text, RefusalMeaning.NotFound)
            : null;

    private static Dictionary<string, string> Parameters(params ReadOnlySpan<(string Name, string Value)> pairs)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            parameters[name] = value;
        }

        return parameters;
    }
}
