using System.Globalization;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>Replies as 1688 shapes them, with its odd spellings and its mixture of fen and yuan.</summary>
internal static class MarketReplies
{
    public static JsonObject Preview(Quote quote) =>
        new()
        {
            ["orderPreviewResuslt"] = new JsonArray(
                new JsonObject
                {
                    ["status"] = true,
                    ["flowFlag"] = quote.Flow,
                    ["sumPayment"] = quote.Total,
                    ["sumCarriage"] = quote.Freight,
                    ["sumPaymentNoCarriage"] = quote.Goods,
                    ["discountFee"] = 0,
                    ["additionalFee"] = 0,
                    ["tradeModeNameList"] = new JsonArray([.. quote.TradeTypes.Select(t => (JsonNode)t)]),
                    ["tradeModelList"] = new JsonArray([
                        .. quote.TradeTypes.Select(t =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["tradeType"] = t,
                                    ["name"] = "担保交易",
                                    ["opSupport"] = true,
                                }
                        ),
                    ]),
                    ["payChannelInfos"] = new JsonArray(new JsonObject { ["name"] = "alipay", ["amountLimit"] = 100000000 }),
                    ["shopPromotionList"] = new JsonArray(),
                    ["cargoList"] = new JsonArray([
                        .. quote.Lines.Select(l =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["offerId"] = l.Offer.Id,
                                    ["specId"] = l.Spec?.SpecId,
                                    ["skuId"] = l.Spec?.SkuId,
                                    ["amount"] = MarketText.Yuan(l.UnitPrice * l.Quantity),
                                    ["finalUnitPrice"] = MarketText.Yuan(l.UnitPrice),
                                    ["cargoPromotionList"] = new JsonArray(),
                                }
                        ),
                    ]),
                }
            ),
            ["postFeeByDescOfferList"] = quote.FreightOpen
                ? new JsonArray([.. quote.Lines.Where(l => l.Offer.Freight is null).Select(l => (JsonNode)l.Offer.Id)])
                : null,
            ["success"] = true,
        };

    public static JsonObject PreviewRefused(MarketRefusal refusal) =>
        new()
        {
            ["success"] = false,
            ["errorCode"] = refusal.Code,
            ["errorMsg"] = refusal.Message,
        };

    public static JsonObject Created(IReadOnlyList<PurchaseOrder> orders)
    {
        if (orders.Count == 1)
        {
            return new JsonObject
            {
                ["result"] = new JsonObject
                {
                    ["totalSuccessAmount"] = orders[0].Total,
                    ["orderId"] = orders[0].Key,
                    ["postFee"] = orders[0].Freight,
                    ["success"] = true,
                },
                ["success"] = true,
            };
        }

        return new JsonObject
        {
            ["result"] = new JsonObject
            {
                ["success"] = true,
                ["orderList"] = new JsonArray([
                    .. orders.Select(o =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["orderId"] = o.Key,
                                ["orderAmmount"] = o.Total,
                                ["postFee"] = o.Freight,
                                ["success"] = true,
                            }
                    ),
                ]),
            },
            ["success"] = true,
        };
    }

    public static JsonObject CreateRefused(MarketRefusal refusal) =>
        new()
        {
            ["success"] = false,
            ["code"] = refusal.Code,
            ["message"] = refusal.Message,
        };

    /// <summary>The shape of the older trade and logistics interfaces.</summary>
    public static JsonObject Refused(MarketRefusal refusal) =>
        new()
        {
            ["success"] = false,
            ["errorCode"] = refusal.Code,
            ["errorMessage"] = refusal.Message,
        };

    /// <param name="order">The order.</param>
    /// <param name="step">The step it is read in.</param>
    /// <param name="inList">The list has no waybills and prints the id text as a number.</param>
    public static JsonObject Order(PurchaseOrder order, Step step, bool inList)
    {
        var settings = step.Settings;
        var buyer = settings.BuyerAccounts.First(b => b.MemberId == order.BuyerId);
        var seller = Catalogue.Supplier(order.SupplierId);
        var baseInfo = new JsonObject
        {
            ["id"] = order.Id,
            ["idOfStr"] = inList ? JsonValue.Create(order.Id) : JsonValue.Create(order.Key),
            ["status"] = order.Status,
            ["outOrderId"] = order.OutOrderId.Length > 0 ? order.OutOrderId : null,
            ["createTime"] = MarketText.Time(order.CreatedAt),
            ["modifyTime"] = MarketText.Time(order.ModifiedAt),
            ["totalAmount"] = MarketText.Yuan(order.Total),
            ["sumProductPayment"] = MarketText.Yuan(order.GoodsAmount),
            ["shippingFee"] = MarketText.Yuan(order.Freight),
            ["discount"] = order.Discount,
            ["refund"] = 0,
            ["refundPayment"] = 0,
            ["buyerID"] = buyer.MemberId,
            ["buyerUserId"] = buyer.UserId,
            ["buyerLoginId"] = buyer.LoginId,
            ["buyerFeedback"] = order.Message,
            ["buyerMemo"] = order.Memo,
            ["buyerRemarkIcon"] = order.MemoIcon,
            ["sellerID"] = seller.Id,
            ["sellerUserId"] = seller.UserId,
            ["sellerLoginId"] = seller.LoginId,
            ["sellerContact"] = new JsonObject
            {
                ["name"] = seller.ContactName,
                ["mobile"] = seller.ContactMobile,
                ["phone"] = "86-0579-85000000",
                ["imInPlatform"] = seller.LoginId,
                ["companyName"] = seller.CompanyName,
            },
            ["receiverInfo"] = new JsonObject
            {
                ["toFullName"] = order.Address.FullName,
                ["toMobile"] = order.Address.Mobile,
                ["toPost"] = order.Address.PostCode,
                ["toArea"] = $"{order.Address.Province} {order.Address.City} {order.Address.Area} {order.Address.Town}".Trim(),
            },
            ["tradeType"] = "50060",
            ["tradeTypeCode"] = order.TradeType,
            ["alipayTradeId"] = order.IsPaid ? "2026" + order.Key : "UNCREAT",
            ["businessType"] = order.Flow == "general" ? "cn" : "distribution",
            ["stepPayAll"] = false,
        };
        if (order.Status == "waitbuyerpay")
        {
            baseInfo["payTimeout"] = (long)settings.PaymentTimeoutSeconds;
            baseInfo["payTimeoutType"] = 0;
        }

        Set(baseInfo, "payTime", order.PaidAt);
        Set(baseInfo, "allDeliveredTime", order.DeliveredAt);
        Set(baseInfo, "completeTime", order.Status == "success" ? order.ModifiedAt : order.ClosedAt);
        if (order.CloseReason is not null)
        {
            baseInfo["closeReason"] = order.CloseReason;
            baseInfo["closeOperateType"] = order.CloseOperateType;
        }

        if (order.RefundStatus is not null)
        {
            baseInfo["refundStatus"] = order.RefundStatus;
        }

        var shipped = order.Parcels.SelectMany(p => p.Entries.Keys).ToHashSet();
        return new JsonObject
        {
            ["baseInfo"] = baseInfo,
            ["nativeLogistics"] = NativeLogistics(order, inList),
            ["productItems"] = new JsonArray([
                .. order.Lines.Select(l =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["subItemID"] = l.EntryId,
                            ["subItemIDString"] = MarketService.Key(l.EntryId),
                            ["productID"] = l.OfferId,
                            ["skuID"] = l.SkuId == 0 ? null : l.SkuId,
                            ["specId"] = l.SpecId,
                            ["name"] = l.Name,
                            ["skuInfos"] = new JsonArray([
                                .. l.Attributes.Select(a => (JsonNode)new JsonObject { ["name"] = a.Key, ["value"] = a.Value }),
                            ]),
                            ["quantity"] = l.Quantity,
                            ["quantityFactor"] = 1,
                            ["unit"] = l.Unit,
                            ["price"] = MarketText.Yuan(l.UnitPrice),
                            ["itemAmount"] = MarketText.Yuan(l.Amount),
                            ["entryDiscount"] = 0,
                            ["refund"] = 0,
                            ["status"] = order.Status,
                            ["statusStr"] = order.Status switch
                            {
                                "waitbuyerpay" => "等待买家付款",
                                "waitsellersend" => "等待卖家发货",
                                "waitbuyerreceive" => "等待买家收货",
                                "cancel" => "交易取消",
                                _ => "交易成功",
                            },
                            ["logisticsStatus"] = shipped.Contains(l.EntryId) ? 2 : 1,
                            ["productImgUrl"] = new JsonArray($"/1688/img/{l.OfferId}.svg"),
                            ["guaranteesTerms"] = new JsonArray(),
                        }
                ),
            ]),
            ["tradeTerms"] = new JsonArray(TradeTerm(order)),
            ["extAttributes"] = new JsonArray(),
        };
    }

    public static JsonArray Logistics(PurchaseOrder order) =>
        [
            .. order.Parcels.Select(p =>
                (JsonNode)
                    new JsonObject
                    {
                        ["logisticsId"] = p.LogisticsId,
                        ["logisticsBillNo"] = p.BillNumber,
                        ["orderEntryIds"] = string.Join(',', p.Entries.Keys),
                        ["status"] = p.Status,
                        ["logisticsCompanyId"] = p.CarrierId,
                        ["logisticsCompanyName"] = p.CarrierName,
                        ["logisticsCompanyNo"] = p.CarrierCode,
                        ["gmtSystemSend"] = MarketText.Time(p.SentAt),
                        ["sendGoods"] = new JsonArray([
                            .. order
                                .Lines.Where(l => p.Entries.ContainsKey(l.EntryId))
                                .Select(l =>
                                    (JsonNode)
                                        new JsonObject
                                        {
                                            ["goodName"] = l.Name,
                                            ["quantity"] = p.Entries[l.EntryId],
                                            ["unit"] = l.Unit,
                                        }
                                ),
                        ]),
                        ["receiver"] = new JsonObject
                        {
                            ["receiverName"] = order.Address.FullName,
                            ["receiverMobile"] = order.Address.Mobile,
                            ["receiverProvince"] = order.Address.Province,
                            ["receiverCity"] = order.Address.City,
                            ["receiverCounty"] = order.Address.Area,
                            ["receiverAddress"] = order.Address.Address,
                            ["encrypt"] = "CN",
                        },
                        ["logisticsOrderGoods"] = new JsonArray([
                            .. order
                                .Lines.Where(l => p.Entries.ContainsKey(l.EntryId))
                                .Select(l =>
                                    (JsonNode)
                                        new JsonObject
                                        {
                                            ["logisticsId"] = p.LogisticsId,
                                            ["tradeOrderId"] = order.Id,
                                            ["tradeOrderItemId"] = l.EntryId,
                                            ["description"] = string.Concat(l.Attributes.Select(a => $"{a.Key}: {a.Value}; ")),
                                            ["quantity"] = p.Entries[l.EntryId],
                                            ["unit"] = l.Unit,
                                            ["productName"] = l.Name,
                                        }
                                ),
                        ]),
                    }
            ),
        ];

    public static JsonObject Trace(PurchaseOrder order, string? logisticsId)
    {
        var parcels = order.Parcels.Where(p => p.Trace.Count > 0 && (logisticsId is null || p.LogisticsId == logisticsId)).ToList();
        if (parcels.Count == 0)
        {
            return new JsonObject { ["errorMessage"] = "该订单没有物流跟踪信息。", ["success"] = true };
        }

        return new JsonObject
        {
            ["logisticsTrace"] = new JsonArray([
                .. parcels.Select(p =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["logisticsId"] = p.LogisticsId,
                            ["orderId"] = order.Id,
                            ["logisticsBillNo"] = p.BillNumber,
                            ["logisticsSteps"] = new JsonArray([
                                .. p.Trace.Select(t =>
                                    (JsonNode)new JsonObject { ["acceptTime"] = MarketText.Plain(t.At), ["remark"] = t.Remark }
                                ),
                            ]),
                        }
                ),
            ]),
            ["success"] = true,
        };
    }

    public static JsonObject OfferDetail(Offer offer, string origin)
    {
        var seller = Catalogue.SupplierOf(offer);
        return new JsonObject
        {
            ["offerId"] = offer.Id,
            ["categoryId"] = offer.CategoryId,
            ["subject"] = offer.Subject,
            ["subjectTrans"] = offer.SubjectTrans,
            ["status"] = offer.Status,
            ["minOrderQuantity"] = offer.MinOrderQuantity,
            ["batchNumber"] = null,
            ["sellerOpenId"] = seller.OpenId,
            ["companyName"] = seller.CompanyName,
            ["productImage"] = new JsonObject { ["images"] = new JsonArray($"{origin}/1688/img/{offer.Id}.svg") },
            ["sellerMixSetting"] = new JsonObject
            {
                ["generalHunpi"] = offer.Mix is not null,
                ["mixAmount"] = offer.Mix is { } mix ? MarketText.Yuan(mix.Amount) : null,
                ["mixNumber"] = offer.Mix?.Number,
            },
            ["productSaleInfo"] = new JsonObject
            {
                ["amountOnSale"] = offer.OnSale,
                ["quoteType"] = offer.QuoteType,
                ["priceRangeList"] = new JsonArray([
                    .. offer.PriceRanges.Select(r =>
                        (JsonNode)new JsonObject { ["startQuantity"] = r.StartQuantity, ["price"] = MarketText.YuanText(r.Price) }
                    ),
                ]),
                ["unitInfo"] = new JsonObject { ["unit"] = offer.Unit, ["transUnit"] = "piece" },
                ["fenxiaoSaleInfo"] = offer.OnePiece
                    ? new JsonObject
                    {
                        ["onePieceFreePostage"] = offer.OnePieceFreePostage,
                        ["startQuantity"] = 1,
                        ["onePiecePrice"] = offer.OnePiecePrice is { } single ? MarketText.YuanText(single) : null,
                        ["offerPrice"] = MarketText.YuanText(offer.PriceRanges[0].Price),
                    }
                    : null,
            },
            ["productSkuInfos"] = new JsonArray([
                .. offer.Specs.Select(s =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["skuId"] = s.SkuId,
                            ["specId"] = s.SpecId,
                            ["amountOnSale"] = s.Stock,
                            ["price"] = MarketText.YuanText(s.Price),
                            ["cargoNumber"] = s.CargoNumber,
                            ["skuAttributes"] = new JsonArray([
                                .. s.Attributes.Select(
                                    (a, index) =>
                                        (JsonNode)
                                            new JsonObject
                                            {
                                                ["attributeId"] = 3216 + index,
                                                ["attributeName"] = a.Key,
                                                ["value"] = a.Value,
                                                ["skuImageUrl"] = index == 0 ? $"{origin}/1688/img/{offer.Id}.svg" : null,
                                            }
                                ),
                            ]),
                        }
                ),
            ]),
            ["productShippingInfo"] = new JsonObject
            {
                ["sendGoodsAddressText"] = seller.Province + seller.City,
                ["weight"] = offer.WeightGrams / 1000m,
                ["shippingTimeGuarantee"] = "shipIn48Hours",
            },
            ["tagInfoList"] = new JsonArray(new JsonObject { ["key"] = "isOnePsale", ["value"] = offer.OnePiece }),
        };
    }

    public static JsonObject ProductInfo(Offer offer, string origin)
    {
        var seller = Catalogue.SupplierOf(offer);
        return new JsonObject
        {
            ["productID"] = offer.Id,
            ["subject"] = offer.Subject,
            ["status"] = offer.Status,
            ["categoryID"] = offer.CategoryId,
            ["supplierLoginId"] = seller.LoginId,
            ["referencePrice"] = MarketText.YuanText(offer.PriceRanges[0].Price),
            ["productImage"] = new JsonObject { ["images"] = new JsonArray($"{origin}/1688/img/{offer.Id}.svg") },
            ["productSaleInfo"] = new JsonObject
            {
                ["amountOnSale"] = offer.OnSale,
                ["minOrderQuantity"] = offer.MinOrderQuantity,
                ["quoteType"] = offer.QuoteType,
                ["unit"] = offer.Unit,
                ["priceRanges"] = new JsonArray([
                    .. offer.PriceRanges.Select(r =>
                        (JsonNode)new JsonObject { ["startQuantity"] = r.StartQuantity, ["price"] = MarketText.Yuan(r.Price) }
                    ),
                ]),
            },
            ["productSkuInfos"] = new JsonArray([
                .. offer.Specs.Select(s =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["skuId"] = s.SkuId,
                            ["specId"] = s.SpecId,
                            ["cargoNumber"] = s.CargoNumber,
                            ["amountOnSale"] = s.Stock,
                            ["price"] = MarketText.Yuan(s.Price),
                            ["attributes"] = new JsonArray([
                                .. s.Attributes.Select(
                                    (a, index) =>
                                        (JsonNode)
                                            new JsonObject
                                            {
                                                ["attributeID"] = 3216 + index,
                                                ["attributeDisplayName"] = a.Key,
                                                ["attributeValue"] = a.Value,
                                                ["skuImageUrl"] = index == 0 ? $"{origin}/1688/img/{offer.Id}.svg" : null,
                                            }
                                ),
                            ]),
                        }
                ),
            ]),
        };
    }

    public static JsonObject Message(PushMessage message, string appKey) =>
        new()
        {
            ["msgId"] = message.Id,
            ["gmtBorn"] = message.BornAt.ToUnixTimeMilliseconds(),
            ["data"] = message.Data.DeepClone(),
            ["userInfo"] = message.UserInfo,
            ["type"] = message.Type,
            ["topicGroup"] = message.Type.Split('_')[0],
            ["topicName"] = message.Type[(message.Type.IndexOf('_', StringComparison.Ordinal) + 1)..],
            ["appKey"] = appKey,
        };

    private static JsonObject NativeLogistics(PurchaseOrder order, bool inList)
    {
        var logistics = new JsonObject
        {
            ["contactPerson"] = order.Address.FullName,
            ["mobile"] = order.Address.Mobile,
            ["province"] = order.Address.Province,
            ["city"] = order.Address.City,
            ["area"] = order.Address.Area,
            ["town"] = order.Address.Town,
            ["address"] = order.Address.Address,
            ["zip"] = order.Address.PostCode,
        };
        if (!inList && order.Parcels.Count > 0)
        {
            logistics["logisticsItems"] = new JsonArray([
                .. order.Parcels.Select(
                    (p, index) =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = order.Id + index,
                                ["logisticsCode"] = p.LogisticsId,
                                ["type"] = p.WithoutLogistics ? "2" : "0",
                                ["status"] = "alreadysend",
                                ["logisticsCompanyId"] = p.CarrierId,
                                ["logisticsCompanyNo"] = p.CarrierCode,
                                ["logisticsCompanyName"] = p.CarrierName,
                                ["logisticsBillNo"] = p.BillNumber,
                                ["subItemIds"] = string.Join(',', p.Entries.Keys),
                                ["deliveredTime"] = MarketText.Time(p.SentAt),
                                ["gmtCreate"] = MarketText.Time(p.SentAt),
                            }
                ),
            ]);
        }

        return logistics;
    }

    private static JsonObject TradeTerm(PurchaseOrder order)
    {
        var term = new JsonObject
        {
            ["payStatus"] =
                order.RefundStatus == "refundsuccess" ? "4"
                : order.IsPaid ? "2"
                : order.Status == "cancel" ? "8"
                : "1",
            ["payWay"] = "1",
            ["phasAmount"] = MarketText.Yuan(order.Total),
            ["phase"] = order.Id % 1_000_000_000_000,
        };
        Set(term, "payTime", order.PaidAt);
        return term;
    }

    private static void Set(JsonObject json, string name, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            json[name] = MarketText.Time(value);
        }
    }

    /// <summary>A drawn picture of an offer.</summary>
    public static string Picture(Offer offer) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" aria-label="{offer.SubjectTrans}">
              <defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="{offer.Colour}"/><stop offset="1" stop-color="{offer.Colour}" stop-opacity=".55"/></linearGradient></defs>
              <rect width="400" height="400" fill="url(#g)"/>
              <circle cx="200" cy="180" r="120" fill="#ffffff" fill-opacity=".82"/>
              <text x="200" y="225" font-size="130" text-anchor="middle">{offer.Emoji}</text>
              <text x="200" y="355" font-family="sans-serif" font-size="22" fill="#ffffff" text-anchor="middle">{offer.SubjectTrans}</text>
            </svg>
            """
        );
}
