using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shopee;

/// <summary>Reads orders. The listing names them alone and in no order that is promised, so it is cut into spans of time that are read
/// whole.</summary>
internal sealed class ShopeeOrders(ShopeeClient client)
{
    /// <summary>How many orders one call tells in full.</summary>
    public const int LargestBatch = 50;

    private const int LargestPage = 100;

    // A span with more orders than these pages hold is halved.
    private const int MostPages = 5;

    private const string Fields =
        "buyer_username,recipient_address,note,item_list,pay_time,buyer_cancel_reason,cancel_by,cancel_reason,fulfillment_flag,package_list,shipping_carrier,payment_method,total_amount,split_up";

    private static readonly TimeSpan s_longestSpan = TimeSpan.FromDays(15);

    /// <summary>Lists the orders that changed in the next span of time that can be read whole.</summary>
    public Task<CallResult<StoreOrderPage>> ListChangedAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    ) =>
        SpanListing.ListAsync(
            from,
            until,
            page,
            s_longestSpan,
            async (start, stop, canBeCut, token) =>
            {
                var listed = await ListSpanAsync(account, start, stop, canBeCut ? MostPages : int.MaxValue, token);
                return !listed.IsSuccess ? listed.As<IReadOnlyList<StoreOrderReading>?>()
                    : listed.Value is not { } ids ? CallResult.Success<IReadOnlyList<StoreOrderReading>?>(null)
                    : (await ReadListedAsync(account, ids, token)).Map<IReadOnlyList<StoreOrderReading>?>(read => read);
            },
            cancellationToken
        );

    /// <summary>Reads one order with the numbers of its packages.</summary>
    public async Task<CallResult<StoreOrderReading>> ReadAsync(
        StoreAccount account,
        string storeOrderId,
        CancellationToken cancellationToken
    )
    {
        var read = await ReadOneAsync(
            account,
            storeOrderId,
            order => (Reading: ShopeeMapper.Order(order), Parcels: ShopeeMapper.Parcels(order)),
            cancellationToken
        );
        return read.IsSuccess
            ? await AddNumbersAsync(account, read.Value.Reading, read.Value.Parcels, cancellationToken)
            : read.As<StoreOrderReading>();
    }

    /// <summary>Reads several orders with the numbers of their packages. What the reply does not tell, or tells so that it cannot be made
    /// out, is read alone: only that says whether it is gone.</summary>
    public async Task<IReadOnlyList<CallResult<StoreOrderReading>>> ReadManyAsync(
        StoreAccount account,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count < 2)
        {
            return ids.Count == 0 ? [] : [await ReadAsync(account, ids[0], cancellationToken)];
        }

        var read = await ReadDetailsAsync(account, [.. ids], ShopeeMapper.TryOrderWithParcels, cancellationToken);
        if (read.Problem is { Kind: not (ProblemKind.Rejected or ProblemKind.Unreadable) })
        {
            return [.. ids.Select(_ => read.As<StoreOrderReading>())];
        }

        var told = (read.IsSuccess ? read.Value : [])
            .OfType<(StoreOrderReading Reading, ShopeeParcels Parcels)>()
            .DistinctBy(one => one.Reading.StoreOrderId)
            .ToDictionary(one => one.Reading.StoreOrderId, StringComparer.Ordinal);
        var results = new List<CallResult<StoreOrderReading>>(ids.Count);
        foreach (var id in ids)
        {
            results.Add(
                told.TryGetValue(id, out var one)
                    ? await AddNumbersAsync(account, one.Reading, one.Parcels, cancellationToken)
                    : await ReadAsync(account, id, cancellationToken)
            );
        }

        return results;
    }

    /// <summary>Adds the numbers of its packages to a reading, which is then as <see cref="ReadAsync"/> would give it.</summary>
    public async Task<CallResult<StoreOrderReading>> AddNumbersAsync(
        StoreAccount account,
        StoreOrderReading reading,
        ShopeeParcels parcels,
        CancellationToken cancellationToken
    )
    {
        if (reading.Order is not { } order)
        {
            return CallResult.Success(reading);
        }

        var fulfilments = new List<StoreFulfilment>(order.Fulfilments.Count);
        foreach (var fulfilment in order.Fulfilments)
        {
            var number = fulfilment.IsCancelled
                ? CallResult.Success<string?>(null)
                : await ReadNumberAsync(
                    account,
                    reading.StoreOrderId,
                    parcels.NamesPackages ? fulfilment.FulfilmentId : null,
                    cancellationToken
                );
            if (!number.IsSuccess)
            {
                return number.As<StoreOrderReading>();
            }

            fulfilments.Add(number.Value is { } known ? fulfilment with { TrackingNumbers = [known] } : fulfilment);
        }

        return CallResult.Success(reading with { Order = order with { Fulfilments = fulfilments } });
    }

    /// <summary>Reads what shipping has to know of one order, and the order without the numbers of its packages; null where that cannot be
    /// made out.</summary>
    public Task<CallResult<(ShopeeParcels Parcels, StoreOrderReading? Reading)>> ReadParcelsAsync(
        StoreAccount account,
        string storeOrderId,
        CancellationToken cancellationToken
    ) => ReadOneAsync(account, storeOrderId, order => (ShopeeMapper.Parcels(order), ShopeeMapper.TryOrder(order)), cancellationToken);

    /// <summary>Reads the number that Shopee made for a package; null while it makes none.</summary>
    /// <param name="account">The store.</param>
    /// <param name="storeOrderId">The order.</param>
    /// <param name="packageNumber">The package; null for an order that is not split.</param>
    public Task<CallResult<string?>> ReadNumberAsync(
        StoreAccount account,
        string storeOrderId,
        string? packageNumber,
        CancellationToken cancellationToken
    ) =>
        client.GetAsync(
            account,
            "/api/v2/logistics/get_tracking_number",
            [("order_sn", storeOrderId), .. packageNumber is null ? [] : ((string, string)[])[("package_number", packageNumber)]],
            storeOrderId,
            json => CallResult.Success(json.Object("response").OptionalText("tracking_number")),
            cancellationToken
        );

    /// <returns>The ids; null when there are more than so many pages hold.</returns>
    private async Task<CallResult<IReadOnlyList<string>?>> ListSpanAsync(
        StoreAccount account,
        long from,
        long until,
        int mostPages,
        CancellationToken cancellationToken
    )
    {
        var ids = new List<string>();
        var cursor = string.Empty;
        for (var count = 0; count < mostPages; count++)
        {
            var listed = await client.GetAsync(
                account,
                "/api/v2/order/get_order_list",
                [
                    ("time_range_field", "update_time"),
                    ("time_from", from.ToString(CultureInfo.InvariantCulture)),
                    ("time_to", until.ToString(CultureInfo.InvariantCulture)),
                    ("page_size", LargestPage.ToString(CultureInfo.InvariantCulture)),
                    ("cursor", cursor),
                    ("response_optional_fields", "order_status"),
                    ("request_order_status_pending", "true"),
                ],
                $"{from}/{until}",
                json =>
                {
                    var response = json.Object("response");
                    var found = response.Items("order_list").Select(order => order.Text("order_sn")).ToList();
                    var next =
                        !response.Flag("more") ? null
                        : found.Count > 0 ? response.Text("next_cursor")
                        : throw new UnreadableReplyException("an empty page is said to go on");
                    return CallResult.Success((Found: found, Next: next));
                },
                cancellationToken
            );
            if (!listed.IsSuccess)
            {
                return listed.As<IReadOnlyList<string>?>();
            }

            ids.AddRange(listed.Value.Found);
            if (listed.Value.Next is not { } next)
            {
                return CallResult.Success<IReadOnlyList<string>?>([.. ids.Distinct(StringComparer.Ordinal)]);
            }

            cursor = next;
        }

        return CallResult.Success<IReadOnlyList<string>?>(null);
    }

    private async Task<CallResult<IReadOnlyList<StoreOrderReading>>> ReadListedAsync(
        StoreAccount account,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    )
    {
        var readings = new List<StoreOrderReading>(ids.Count);
        foreach (var batch in ids.Chunk(LargestBatch))
        {
            var read = await ReadDetailsAsync(account, batch, ShopeeMapper.TryOrder, cancellationToken);
            if (!read.IsSuccess)
            {
                return read.As<IReadOnlyList<StoreOrderReading>>();
            }

            var told = read.Value.OfType<StoreOrderReading>().ToList();
            readings.AddRange(told);

            // What is listed and not told, or cannot be made out, must never pass for not being there, and keeps nothing else back: it is
            // read alone.
            readings.AddRange(
                batch
                    .Except(told.Select(reading => reading.StoreOrderId), StringComparer.Ordinal)
                    .Select(id => StoreOrderReading.Changed(id, DateTimeOffset.MaxValue))
            );
        }

        return CallResult.Success<IReadOnlyList<StoreOrderReading>>(readings);
    }

    private async Task<CallResult<T>> ReadOneAsync<T>(
        StoreAccount account,
        string storeOrderId,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    )
    {
        var details = await ReadDetailsAsync(account, [storeOrderId], read, cancellationToken);
        return !details.IsSuccess ? details.As<T>()
            : details.Value.Count == 0 ? CallResult.Refused<T>("no-such-order", "The store has no such order.", RefusalMeaning.NotFound)
            : CallResult.Success(details.Value[0]);
    }

    private Task<CallResult<IReadOnlyList<T>>> ReadDetailsAsync<T>(
        StoreAccount account,
        string[] ids,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    ) =>
        client.GetAsync(
            account,
            "/api/v2/order/get_order_detail",
            [("order_sn_list", string.Join(',', ids)), ("response_optional_fields", Fields), ("request_order_status_pending", "true")],
            ids.Length == 1 ? ids[0] : $"{ids.Length} orders",
            json => CallResult.Success<IReadOnlyList<T>>([.. json.Object("response").Items("order_list").Select(read)]),
            cancellationToken
        );
}

/// <summary>Maps Shopee's orders to ours. Pure.</summary>
internal static class ShopeeMapper
{
    /// <summary>Reads one order. The reading reports its errors.</summary>
    /// <exception cref="UnreadableReplyException">Its number or time of change cannot be read.</exception>
    public static StoreOrderReading Order(JsonElement json)
    {
        var changed = StoreOrderReading.Changed(json.Text("order_sn"), Time(json, "update_time"));
        try
        {
            return changed with { Order = StoreReads.Checked(Whole(json, changed)) };
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return changed with { Problem = exception.Message };
        }
    }

    /// <summary>The same for one among many; null when it cannot be told which one it is or when it changed.</summary>
    public static StoreOrderReading? TryOrder(JsonElement json)
    {
        try
        {
            return Order(json);
        }
        catch (UnreadableReplyException)
        {
            return null;
        }
    }

    /// <summary>One among many with its packages; null when something of it cannot be made out.</summary>
    public static (StoreOrderReading Reading, ShopeeParcels Parcels)? TryOrderWithParcels(JsonElement json)
    {
        try
        {
            return (Order(json), Parcels(json));
        }
        catch (UnreadableReplyException)
        {
            return null;
        }
    }

    /// <summary>Reads what shipping has to know of an order.</summary>
    /// <exception cref="UnreadableReplyException">It cannot be read.</exception>
    public static ShopeeParcels Parcels(JsonElement json) =>
        new(
            json.Text("order_status"),
            json.OptionalFlag("split_up") == true,
            json.OptionalFlag("advance_package") == true,
            [.. json.OptionalItems("package_list").Select(Package)]
        );

    private static StoreOrder Whole(JsonElement json, StoreOrderReading changed)
    {
        var status = json.Text("order_status");
        var parcels = Parcels(json);
        var isCancelled = status == "CANCELLED";
        var currency = Currencies.Normalise(json.Text("currency"));
        var sent = parcels
            .Packages.Where(package => package.IsArranged)
            .SelectMany(package => package.Lines)
            .GroupBy(line => line.LineId, StringComparer.Ordinal)
            .ToDictionary(lines => lines.Key, lines => lines.Sum(line => line.Quantity), StringComparer.Ordinal);

        // Shopee's own warehouse sends these.
        var isOthers = json.OptionalText("fulfillment_flag") == "fulfilled_by_shopee";
        var isGone = isCancelled || isOthers || (parcels.Packages.Count == 0 && ShopeeTables.IsShipped(status));
        IReadOnlyList<OrderLine> lines = [.. json.Items("item_list").Select(line => Line(line, currency, isOthers, isGone, sent))];
        return new StoreOrder
        {
            StoreOrderId = changed.StoreOrderId,
            Number = changed.StoreOrderId,
            CreatedAt = Time(json, "create_time"),
            UpdatedAt = changed.UpdatedAt,
            PaidAt = OptionalTime(json, "pay_time"),
            CancelledAt = isCancelled ? changed.UpdatedAt : null,
            ShipBy = OptionalTime(json, "ship_by_date"),
            Payment = ShopeeTables.Payment(status, json.OptionalFlag("cod") == true),
            Fulfilment = Fulfilment(status, parcels, lines),
            StoreHold = ShopeeTables.IsHeld(status) ? status : null,
            Lines = lines,
            Fulfilments =
            [
                .. parcels
                    .Packages.Where(package => package.IsArranged || ShopeeTables.IsDropped(package.LogisticsStatus))
                    .Select(package => new StoreFulfilment(package.Number, !package.IsArranged, [], package.Lines)),
            ],
            Total = Money.FromDecimal(json.Decimal("total_amount"), currency),
            ShipTo = json.OptionalField("recipient_address") is { } address ? Address(address) : null,
            Note = json.OptionalText("message_to_seller"),
            HasPlatformLabel = true,
        };
    }

    private static OrderLine Line(JsonElement json, string currency, bool isOthers, bool isGone, Dictionary<string, int> sent)
    {
        var id = LineId(json);
        var quantity = json.Count("model_quantity_purchased");
        var takenBack = json.OptionalCount("cancelled_qty") ?? 0;
        return new OrderLine
        {
            LineId = id,
            Sku = json.OptionalText("model_sku") ?? json.OptionalText("item_sku"),
            ProductId = json.Text("item_id"),
            VariantId = json.OptionalWhole("model_id") is { } model and not 0 ? model.ToString(CultureInfo.InvariantCulture) : null,
            Title = json.Text("item_name"),
            VariantTitle = json.OptionalText("model_name"),
            Quantity = quantity,
            OpenQuantity = isGone ? 0 : Math.Max(0, quantity - takenBack - sent.GetValueOrDefault(id)),
            UnitPrice = Approximate(json.Decimal("model_discounted_price"), currency),
            RequiresShipping = !isOthers,
            ImageUrl = json.OptionalField("image_info")?.OptionalText("image_url"),
        };
    }

    private static ShopeePackage Package(JsonElement json) =>
        new(
            json.Text("package_number"),
            json.OptionalText("logistics_status") ?? "LOGISTICS_NOT_START",
            [
                .. json.OptionalItems("item_list")
                    .GroupBy(LineId, StringComparer.Ordinal)
                    .Select(line => new LineQuantity(line.Key, line.Sum(item => item.Count("model_quantity"))))
                    .Where(line => line.Quantity > 0),
            ]
        );

    // None of the ids alone is a line's: an item may be in an order twice, and all items of a bundle share theirs.
    private static string LineId(JsonElement json)
    {
        var group = json.OptionalWhole("promotion_group_id") ?? 0;
        var id = string.Create(
            CultureInfo.InvariantCulture,
            $"{json.Whole("item_id")}-{json.OptionalWhole("model_id") ?? 0}-{json.OptionalWhole("order_item_id") ?? 0}"
        );
        return group == 0 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}-{group}");
    }

    private static StoreFulfilmentStatus Fulfilment(string status, ShopeeParcels parcels, IReadOnlyList<OrderLine> lines)
    {
        if (ShopeeTables.IsShipped(status))
        {
            return StoreFulfilmentStatus.Fulfilled;
        }

        var some = parcels.Packages.Any(package => package.IsArranged);
        return status is "PENDING" or "INVOICE_PENDING" or "IN_CANCEL" ? StoreFulfilmentStatus.OnHold
            : some && !lines.Any(line => line.OpenQuantity > 0) ? StoreFulfilmentStatus.Fulfilled
            : some ? StoreFulfilmentStatus.PartiallyFulfilled
            : status is "UNPAID" or "CANCELLED" || ShopeeTables.IsReady(status) ? StoreFulfilmentStatus.Unfulfilled
            : StoreFulfilmentStatus.Unknown;
    }

    // Most of it is masked: the label carries the address, and only the courier sees it.
    private static ShipTo Address(JsonElement json) =>
        new()
        {
            FullName = json.OptionalText("name") ?? string.Empty,
            Phone = json.OptionalText("phone"),
            Country = json.OptionalText("region") ?? string.Empty,
            Province = json.OptionalText("state"),
            City = json.OptionalText("city"),
            District = json.OptionalText("district"),
            Line1 = json.OptionalText("full_address") ?? string.Empty,
            PostCode = json.OptionalText("zipcode"),
        };

    // Discounts are spread over the pieces, to more decimals than the currency has.
    private static Money Approximate(decimal amount, string currency) =>
        Money.FromDecimal(Math.Round(amount, Currencies.Decimals(currency), MidpointRounding.ToZero), currency);

    private static DateTimeOffset Time(JsonElement json, string name) =>
        OptionalTime(json, name) ?? throw new UnreadableReplyException($"'{name}' is missing");

    private static DateTimeOffset? OptionalTime(JsonElement json, string name) =>
        json.OptionalWhole(name) is { } seconds and > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}

/// <summary>The part of an order that shipping needs.</summary>
/// <param name="Status">Shopee's word for its state.</param>
/// <param name="IsSplit">Whether it goes out in several packages, which are then named in each call.</param>
/// <param name="IsBooked">Whether a package that was sent in advance was matched with it: nothing is to be arranged.</param>
/// <param name="Packages">Its packages.</param>
internal sealed record ShopeeParcels(string Status, bool IsSplit, bool IsBooked, IReadOnlyList<ShopeePackage> Packages)
{
    /// <summary>Whether a call must name the package; an order that is not split must not name its own.</summary>
    public bool NamesPackages => IsSplit || Packages.Count > 1;
}

/// <summary>A package of an order.</summary>
internal sealed record ShopeePackage(string Number, string LogisticsStatus, IReadOnlyList<LineQuantity> Lines)
{
    public bool IsArranged => ShopeeTables.IsArranged(LogisticsStatus);
}
