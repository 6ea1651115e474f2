using System.Collections.Frozen;

namespace Dropship.Core.Orders;

/// <summary>All reasons for waiting. Docs, mails and tests read this one list.</summary>
public static class HoldReasons
{
    public static readonly HoldReason OrderMalformed = new(
        "ORDER_MALFORMED",
        "The store sent an order that cannot be read.",
        "店铺发来的订单无法读取。",
        HoldActor.Operator,
        "Look at the named field in the store. When it is right there, read the order again; else report the field.",
        "请在店铺后台检查所列字段；若店铺数据正确，请重新读取该订单，否则请反馈该字段。");

    public static readonly HoldReason StoreHold = new(
        "STORE_HOLD",
        "The store itself holds the order back.",
        "店铺自身暂停了该订单。",
        HoldActor.Store,
        "Release the hold in the store; the order then goes on by itself.",
        "请在店铺后台解除暂停，订单会自动继续。");

    public static readonly HoldReason TestOrder = new(
        "TEST_ORDER",
        "This is a test order of the platform; nothing is bought for it.",
        "这是平台的测试订单，不会为其采购。",
        HoldActor.Owner,
        "Nothing needs to be done. To have test orders bought, set takeTestOrders on the store account.",
        "无需处理。如需采购测试订单，请在店铺账户中开启 takeTestOrders。");

    public static readonly HoldReason LineWithoutSku = new(
        "LINE_WITHOUT_SKU",
        "A line of the order has no SKU.",
        "订单中有商品没有 SKU。",
        HoldActor.Owner,
        "Give the listing a SKU in the store and map it; the order goes on when the store shows the SKU.",
        "请在店铺为该商品设置 SKU 并建立对应关系；店铺显示 SKU 后订单会自动继续。");

    public static readonly HoldReason SkuUnmapped = new(
        "SKU_UNMAPPED",
        "A SKU of the order has no 1688 goods mapped to it.",
        "订单中的 SKU 尚未匹配 1688 商品。",
        HoldActor.Owner,
        "Add the mapping; the order then goes on by itself.",
        "请添加匹配关系，订单会自动继续。");

    public static readonly HoldReason GoodsHidden = new(
        "GOODS_HIDDEN",
        "The store has unfulfilled goods that this app may not see or ship.",
        "店铺有未发货的商品，但本应用无权查看或发货。",
        HoldActor.Owner,
        "Give the app the scopes for merchant-managed, assigned and third-party fulfillment orders, or move the goods away from the other fulfillment service; else mark their SKUs as seller-fulfilled. Then release the order.",
        "请为应用开通商家自管、已分配及第三方履约单的权限，或将商品从其他履约服务移出；否则请将其 SKU 标记为卖家自发货。然后放行订单。");

    public static readonly HoldReason MappingContradicted = new(
        "MAPPING_CONTRADICTED",
        "A line of the order does not fit the mapping of its SKU.",
        "订单中的商品与其 SKU 的匹配关系不一致。",
        HoldActor.Owner,
        "See below what does not fit. Correct the listing in the store, or the mapping of the SKU; then release the order.",
        "请查看下方不一致之处，在店铺修正商品资料或修改 SKU 匹配关系，然后放行订单。");

    public static readonly HoldReason AddressIncomplete = new(
        "ADDRESS_INCOMPLETE",
        "The delivery address lacks something that 1688 needs.",
        "收货地址缺少 1688 必需的信息。",
        HoldActor.Owner,
        "Complete the address in the store; the order then goes on by itself.",
        "请在店铺补全收货地址，订单会自动继续。");

    public static readonly HoldReason ForwarderMissing = new(
        "FORWARDER_MISSING",
        "The customer is outside China, and the store has no forwarder that sends goods on.",
        "买家在中国境外，而店铺未设置转运地址。",
        HoldActor.Owner,
        "Set the forwarder's address on the store account, then release the order.",
        "请在店铺账户中设置转运（集货）地址，然后放行订单。");

    public static readonly HoldReason PurchasingAccountMissing = new(
        "PURCHASING_ACCOUNT_MISSING",
        "The 1688 account that should buy this is not set up or not active.",
        "用于采购的 1688 账户未设置或未启用。",
        HoldActor.Operator,
        "Set the purchasing account up and verify it, then release the order.",
        "请设置并验证采购账户，然后放行订单。");

    public static readonly HoldReason OutOfStock = new(
        "OUT_OF_STOCK",
        "The supplier has not enough of it.",
        "供应商库存不足。",
        HoldActor.Owner,
        "Wait for stock and release it, map another supplier, or cancel the order in the store.",
        "可等待补货后放行、改匹配其他供应商，或在店铺取消订单。");

    public static readonly HoldReason BelowMinimum = new(
        "BELOW_MINIMUM",
        "The quantity is below the supplier's minimum.",
        "采购数量低于供应商的起订量。",
        HoldActor.Owner,
        "Agree on single pieces with the supplier or map another offer, then release it.",
        "请与供应商协商一件起订或改匹配其他商品，然后放行。");

    public static readonly HoldReason OfferUnavailable = new(
        "OFFER_UNAVAILABLE",
        "The 1688 offer or spec cannot be bought any more.",
        "该 1688 商品或规格已无法购买。",
        HoldActor.Owner,
        "Map the SKU to goods that are on sale, then release it.",
        "请将 SKU 重新匹配到在售商品，然后放行。");

    public static readonly HoldReason PlacementRefused = new(
        "PLACEMENT_REFUSED",
        "1688 refused the purchase order.",
        "1688 拒绝了采购单。",
        HoldActor.Owner,
        "Read 1688's words below, mend the cause and release it.",
        "请根据下方 1688 的提示处理后放行。");

    public static readonly HoldReason PlacementUnsettled = new(
        "PLACEMENT_UNSETTLED",
        "Nobody can tell whether 1688 took the purchase order.",
        "无法确认 1688 是否已生成采购单。",
        HoldActor.Operator,
        "Look on 1688 for an order with our number. Release it only when there is none.",
        "请在 1688 按我方单号查询；确认没有该订单后才可放行。");

    public static readonly HoldReason PlacedInPart = new(
        "PLACED_IN_PART",
        "1688 ordered only a part of the lines.",
        "1688 只生成了部分商品的订单。",
        HoldActor.Owner,
        "Decide on 1688 whether to keep the part that was ordered; cancel it there when not. Then release it.",
        "请在 1688 决定是否保留已下单部分；不保留请在 1688 取消。然后放行。");

    public static readonly HoldReason RequestChanged = new(
        "REQUEST_CHANGED",
        "The purchase is not the one that was first asked for under this number.",
        "该单号下的采购内容与首次请求不一致。",
        HoldActor.Operator,
        "Compare the order with what was first asked for; buy the difference under a new number.",
        "请核对首次请求内容；差异部分请使用新的单号采购。");

    public static readonly HoldReason PlacingUnconfirmed = new(
        "PLACING_UNCONFIRMED",
        "A purchase order is prepared and waits to be confirmed.",
        "采购单已准备好，等待确认。",
        HoldActor.Owner,
        "Confirm it or cancel it; nothing is bought before.",
        "请确认或取消该采购单；确认之前不会采购。");

    public static readonly HoldReason MarginBelowFloor = new(
        "MARGIN_BELOW_FLOOR",
        "Too little of the sale would be left after cost, freight and fees.",
        "扣除成本、运费和费用后，毛利低于设定下限。",
        HoldActor.Owner,
        "Look at the figures below. Release it to buy at this cost all the same, map cheaper goods, or cancel the order in the store.",
        "请核对下方金额；可放行以按此成本采购、改匹配更便宜的商品，或在店铺取消订单。");

    public static readonly HoldReason MarginUnknown = new(
        "MARGIN_UNKNOWN",
        "A least margin is set, and the margin cannot be reckoned.",
        "已设定毛利下限，但无法计算毛利。",
        HoldActor.Owner,
        "Set what is missing, such as the exchange rate, and release it; releasing it without buys at this cost.",
        "请补充缺少的信息（如汇率）后放行；直接放行则按此成本采购。");

    public static readonly HoldReason PriceOverLimit = new(
        "PRICE_OVER_LIMIT",
        "It costs more than one purchase may cost.",
        "采购金额超过单笔上限。",
        HoldActor.Owner,
        "Look at the figures below. Release it to buy at this cost all the same, or map cheaper goods.",
        "请核对下方金额；可放行以按此成本采购，或改匹配更便宜的商品。");

    public static readonly HoldReason SpendLimitReached = new(
        "SPEND_LIMIT_REACHED",
        "A day's limit for purchases is used up.",
        "当日采购限额已用完。",
        HoldActor.Owner,
        "Nothing needs to be done: it goes on by itself the next day, or when the limit is raised. Release it to buy it now.",
        "无需处理：次日或提高限额后会自动继续；如需立即采购请放行。");

    public static readonly HoldReason MoneyStopped = new(
        "MONEY_STOPPED",
        "A person stopped all outgoing money: nothing is placed and nothing is paid.",
        "已有人停止所有支出：不下单、不付款。",
        HoldActor.Owner,
        "Lift the stop when its cause is gone; all that waits then goes on by itself.",
        "原因消除后请解除停止，等待中的采购会自动继续。");

    public static readonly HoldReason ApprovalExpired = new(
        "APPROVAL_EXPIRED",
        "Nobody decided on the payment in time.",
        "付款未在期限内得到审批。",
        HoldActor.Approver,
        "Ask for the approval again, or cancel the purchase order.",
        "请重新申请审批，或取消采购单。");

    public static readonly HoldReason PurchaseRejected = new(
        "PURCHASE_REJECTED",
        "A purchase order was cancelled and the store order is still open.",
        "采购单已取消，店铺订单仍未处理。",
        HoldActor.Owner,
        "Cancel the order in the store, or release it to buy again; map other goods first if these are not wanted.",
        "请在店铺取消订单，或放行以重新采购；如需更换商品请先修改匹配关系。");

    public static readonly HoldReason PaidBeyondApproval = new(
        "PAID_BEYOND_APPROVAL",
        "1688 says that it was paid, and no approval covers the amount.",
        "1688 显示已付款，但没有覆盖该金额的审批。",
        HoldActor.Approver,
        "Find out who paid. Release it to accept the payment, or ask for a refund on 1688.",
        "请查明付款人；放行以接受该付款，或在 1688 申请退款。");

    public static readonly HoldReason PaymentRefused = new(
        "PAYMENT_REFUSED",
        "1688 would not take or prepare the payment.",
        "1688 无法受理付款。",
        HoldActor.Approver,
        "Read 1688's words below; pay on 1688 by hand or mend the cause.",
        "请根据下方 1688 的提示处理，或在 1688 手动付款。");

    public static readonly HoldReason PaymentOverdue = new(
        "PAYMENT_OVERDUE",
        "The payment is approved, and nobody has paid.",
        "付款已审批，但尚未支付。",
        HoldActor.Approver,
        "Pay by the link in the payment mail before the time below, or cancel the purchase order.",
        "请在下方时限前通过付款邮件中的链接支付，或取消采购单。");

    public static readonly HoldReason SupplierClosed = new(
        "SUPPLIER_CLOSED",
        "The purchase order was closed on 1688.",
        "采购单在 1688 上已被关闭。",
        HoldActor.Owner,
        "Find out why. Buy again from this or another supplier, or cancel the order in the store.",
        "请查明原因；可重新采购、更换供应商，或在店铺取消订单。");

    public static readonly HoldReason CancelRefused = new(
        "CANCEL_REFUSED",
        "1688 would not cancel the purchase order.",
        "1688 拒绝取消采购单。",
        HoldActor.Owner,
        "Cancel it on 1688 by hand; do not pay it.",
        "请在 1688 手动取消，请勿付款。");

    public static readonly HoldReason CancelledAfterPayment = new(
        "CANCELLED_AFTER_PAYMENT",
        "The store order was cancelled after the purchase order was paid.",
        "采购单付款后店铺订单被取消。",
        HoldActor.Owner,
        "Ask the supplier to stop and refund on 1688. When he will not, release it to close the claim.",
        "请联系供应商停止发货并在 1688 申请退款；供应商拒绝时，请放行以结束追款。");

    public static readonly HoldReason AddressChanged = new(
        "ADDRESS_CHANGED",
        "The customer's address changed after the purchase order was paid.",
        "采购单付款后买家修改了收货地址。",
        HoldActor.Owner,
        "Give the supplier the new address before he ships, or tell the customer that it is too late; then release it.",
        "请在供应商发货前告知新地址，或告知买家已无法修改；然后放行。");

    public static readonly HoldReason PartlyTakenBack = new(
        "PARTLY_TAKEN_BACK",
        "The store order asks for fewer pieces than were bought and paid.",
        "店铺订单的需求数量少于已付款的采购数量。",
        HoldActor.Owner,
        "Have the supplier leave the surplus out and refund it on 1688; the rest goes on meanwhile. Then release it.",
        "请让供应商取消多余部分并在 1688 申请部分退款，其余商品会继续处理；完成后放行。");

    public static readonly HoldReason ShipmentLate = new(
        "SHIPMENT_LATE",
        "The supplier has not shipped all of it, and the deadline is near.",
        "供应商尚未全部发货，发货时限将至。",
        HoldActor.Supplier,
        "Urge the supplier on 1688, or cancel the purchase order and buy elsewhere.",
        "请在 1688 催促供应商发货，或取消采购单改向其他供应商采购。");

    public static readonly HoldReason ParcelWithoutNumber = new(
        "PARCEL_WITHOUT_NUMBER",
        "The supplier says that it was shipped and gave no tracking number.",
        "供应商显示已发货，但没有运单号。",
        HoldActor.Supplier,
        "Ask the supplier to enter the number on 1688; or enter it in the store and release it.",
        "请让供应商在 1688 填写运单号；或自行在店铺填写后放行。");

    public static readonly HoldReason PushRefused = new(
        "PUSH_REFUSED",
        "The store would not take the tracking number.",
        "店铺拒绝接收运单号。",
        HoldActor.Owner,
        "Read the store's words below, mend the cause and release it, or enter the number in the store by hand.",
        "请根据下方店铺的提示处理后放行，或在店铺手动填写运单号。");

    public static readonly HoldReason TrackingConflict = new(
        "TRACKING_CONFLICT",
        "The store already has another tracking number for these goods.",
        "店铺中这些商品已有其他运单号。",
        HoldActor.Owner,
        "Compare the two numbers. Ours is not written over the other one.",
        "请核对两个运单号；系统不会覆盖已有运单号。");

    public static readonly HoldReason TrackingOutdated = new(
        "TRACKING_OUTDATED",
        "The supplier named another tracking number after the store had confirmed the parcels.",
        "店铺确认包裹后，供应商又给出了新的运单号。",
        HoldActor.Owner,
        "Enter the number named below in the store, in the place of the old one; this then closes by itself.",
        "请在店铺将旧运单号更换为下方所列的新运单号；更换后本条会自动关闭。");

    public static readonly HoldReason PiecesMissing = new(
        "PIECES_MISSING",
        "All that was bought counts as shipped, and the store still waits for pieces of the order.",
        "所购商品均已显示发货，但店铺订单仍有商品未发货。",
        HoldActor.Owner,
        "Ask the supplier where the pieces named below are. Enter their number in the store, or refund them there; the order then goes on by itself.",
        "请向供应商查询下方所列商品的去向，并在店铺填写其运单号或为其退款；之后订单会自动继续。");

    public static readonly HoldReason OrderReopened = new(
        "ORDER_REOPENED",
        "An order that had ended is wanted again in the store, and cannot be bought as if it were new.",
        "已结束的订单在店铺中重新有效，但无法按新订单采购。",
        HoldActor.Owner,
        "See below why. Send it by hand, or cancel it in the store and have it ordered anew; nothing is bought for it by itself.",
        "请查看下方原因；可手动发货，或在店铺取消该订单并重新下单；系统不会自动为其采购。");

    public static readonly HoldReason StoreUnauthorized = new(
        "STORE_UNAUTHORIZED",
        "The store refuses our credentials; no orders are pulled from it.",
        "店铺拒绝了我们的授权，已停止拉单。",
        HoldActor.Owner,
        "Authorise the store again and verify it; pulling then goes on from where it stopped.",
        "请重新授权并验证店铺；之后会从中断处继续拉单。");

    public static readonly HoldReason StoreUnreadable = new(
        "STORE_UNREADABLE",
        "The store's reply has not the form it should have; nothing was taken from it and the cursor stands.",
        "店铺返回的数据格式异常，未处理任何订单，拉单位置未移动。",
        HoldActor.Operator,
        "Compare the platform's change log with the connector. Pulling goes on by itself once the form is right again.",
        "请核对平台接口变更；格式恢复后会自动继续。");

    public static readonly HoldReason PurchasingUnauthorized = new(
        "PURCHASING_UNAUTHORIZED",
        "1688 refuses the credentials of a purchasing account; nothing is bought with it.",
        "1688 拒绝了采购账户的授权，已停止采购。",
        HoldActor.Owner,
        "Authorise the account again and verify it; buying then goes on.",
        "请重新授权并验证采购账户；之后会自动继续。");

    public static readonly HoldReason PurchasingUnreadable = new(
        "PURCHASING_UNREADABLE",
        "1688's list of changed orders has not the form it should have; nothing was taken from it and the watermark stands.",
        "1688 返回的订单变更列表格式异常，未处理任何变更，读取位置未移动。",
        HoldActor.Operator,
        "Compare 1688's change log with the connector. Reading goes on by itself once the form is right again.",
        "请核对 1688 接口变更；格式恢复后会自动继续。");

    public static readonly HoldReason StepFailing = new(
        "STEP_FAILING",
        "A step of a purchase order keeps failing; it is tried again and again.",
        "采购单的某个步骤持续失败，系统仍在重试。",
        HoldActor.Operator,
        "Read the words below: a mail server, a store or 1688 that cannot be reached is the usual cause.",
        "请查看下方提示；通常是邮件服务器、店铺或 1688 无法连接。");

    public static readonly HoldReason PersonalDataRequest = new(
        "PERSONAL_DATA_REQUEST",
        "A customer asks through the store what is kept about him.",
        "买家通过店铺查询其个人数据。",
        HoldActor.Owner,
        "Answer through the store within 30 days; the orders that the request names are listed below.",
        "请在 30 天内通过店铺答复；相关订单列于下方。");

    public static readonly HoldReason StoreGap = new(
        "STORE_GAP",
        "Comparing with the store found orders or changes that had gone past us, or orders that the store does not know.",
        "与店铺对账发现遗漏的订单或变更，或店铺中不存在的订单。",
        HoldActor.Operator,
        "What could be mended was taken in at once. Look at the others in the store, and find out why they went past.",
        "可补齐的内容已自动补入；其余请在店铺核对，并查明遗漏原因。");

    public static readonly HoldReason MarketGap = new(
        "MARKET_GAP",
        "Comparing with 1688 found orders that the ledger does not hold, or orders of the ledger that 1688 does not know.",
        "与 1688 对账发现账本中没有的订单，或 1688 上不存在的采购单。",
        HoldActor.Operator,
        "Look up the named orders on 1688. Do not pay one that the ledger does not hold before you know who placed it.",
        "请在 1688 核对所列订单；在查明下单人之前，请勿支付账本中没有的订单。");

    public static readonly HoldReason PurchaseDoubled = new(
        "PURCHASE_DOUBLED",
        "1688 holds more goods under one of our numbers than were asked for.",
        "1688 上同一单号下的商品数量多于我方请求的数量。",
        HoldActor.Owner,
        "Do not pay both. Cancel the order that is too many on 1688.",
        "请勿重复付款；请在 1688 取消多余的订单。");

    public static readonly HoldReason StoreSilent = new(
        "STORE_SILENT",
        "A store has not been read to the end for too long.",
        "店铺长时间未能完整拉单。",
        HoldActor.Operator,
        "Look at the other alerts of the store and at the failed messages; it closes by itself with the next pull that works.",
        "请查看该店铺的其他告警与失败消息；下一次成功拉单后会自动关闭。");

    public static readonly HoldReason PurchasingSilent = new(
        "PURCHASING_SILENT",
        "The changes of a 1688 account have not been read for too long.",
        "1688 采购账户的变更长时间未能读取。",
        HoldActor.Operator,
        "Look at the other alerts of the account; it closes by itself with the next sweep that works.",
        "请查看该账户的其他告警；下一次成功读取后会自动关闭。");

    public static readonly HoldReason ServiceDown = new(
        "SERVICE_DOWN",
        "A store or 1688 does not answer; the work for it waits.",
        "店铺或 1688 无响应，相关处理已暂停等待。",
        HoldActor.Operator,
        "Nothing needs to be done while it is down: it is tried with growing pauses, and all that waits then goes on by itself.",
        "故障期间无需处理：系统会以递增间隔重试，恢复后自动继续。");

    public static readonly HoldReason MessageFailed = new(
        "MESSAGE_FAILED",
        "A message failed too often and was put aside; the others flow on.",
        "一条消息多次处理失败，已被搁置；其他消息不受影响。",
        HoldActor.Operator,
        "Read why it failed, mend the cause and send it again, or drop it with a reason.",
        "请查看失败原因，处理后重新发送，或注明原因后丢弃。");

    public static readonly HoldReason HistoryBroken = new(
        "HISTORY_BROKEN",
        "The history of an order, or of the switch that stops all money, was changed behind the app's back.",
        "订单或资金总开关的操作记录在系统之外被改动。",
        HoldActor.Operator,
        "Find out who can write to the storage account. Compare the named row with a backup.",
        "请查明谁能写入存储账户，并将所列记录与备份核对。");

    private static readonly FrozenDictionary<string, HoldReason> s_all = new[]
    {
        OrderMalformed, StoreHold, TestOrder, LineWithoutSku, SkuUnmapped, GoodsHidden, MappingContradicted, AddressIncomplete, ForwarderMissing, PurchasingAccountMissing, OutOfStock, BelowMinimum,
        OfferUnavailable, PlacementRefused, PlacementUnsettled, PlacedInPart, RequestChanged, PlacingUnconfirmed,
        MarginBelowFloor, MarginUnknown, PriceOverLimit, SpendLimitReached, MoneyStopped, ApprovalExpired, PurchaseRejected,
        PaidBeyondApproval, PaymentRefused, PaymentOverdue, SupplierClosed, CancelRefused, CancelledAfterPayment, AddressChanged, PartlyTakenBack, ShipmentLate, ParcelWithoutNumber,
        PushRefused, TrackingConflict, TrackingOutdated, PiecesMissing, OrderReopened, StoreUnauthorized, StoreUnreadable, PurchasingUnauthorized, PurchasingUnreadable, StepFailing, PersonalDataRequest,
        StoreGap, MarketGap, PurchaseDoubled, StoreSilent, PurchasingSilent, ServiceDown, MessageFailed, HistoryBroken,
    }.ToFrozenDictionary(reason => reason.Code, StringComparer.Ordinal);

    public static IReadOnlyCollection<HoldReason> All => s_all.Values;

    /// <summary>The reason of a code.</summary>
    /// <exception cref="KeyNotFoundException">There is no such code.</exception>
    public static HoldReason Get(string code) => s_all[code];
}
