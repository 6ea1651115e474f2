using System.Text.Json.Nodes;

namespace Dropship.Sandbox.Stores.Shopee;

/// <summary>Replies in Shopee's words and shapes.</summary>
internal static class ShopeeReplies
{
    public static JsonObject Error(string code, string message) =>
        new()
        {
            ["error"] = code,
            ["message"] = message,
            ["request_id"] = Guid.NewGuid().ToString("N"),
        };

    public static JsonObject Ok(JsonObject response) =>
        new()
        {
            ["error"] = string.Empty,
            ["message"] = string.Empty,
            ["request_id"] = Guid.NewGuid().ToString("N"),
            ["response"] = response,
        };

    /// <summary>A reply about one package, as calls for several answer it.</summary>
    /// <param name="named">The package as it was named.</param>
    /// <param name="problem">What is wrong with it; null when nothing is.</param>
    /// <param name="fields">What is told of it otherwise.</param>
    public static JsonObject Row(JsonObject named, (string Code, string Text)? problem, JsonObject? fields = null)
    {
        var row = fields ?? [];
        row["order_sn"] = named["order_sn"]?.DeepClone();
        row["package_number"] = named["package_number"]?.DeepClone();
        if (problem is { } wrong)
        {
            row["fail_error"] = wrong.Code;
            row["fail_message"] = wrong.Text;
        }

        var reply = Ok(new JsonObject { ["result_list"] = new JsonArray(row) });
        if (problem is not null)
        {
            reply["error"] = "common.batch_api_all_failed";
            reply["message"] = "All requests failed, please check fail_error and fail_message.";
        }

        return reply;
    }

    /// <summary>A reply whose fields stand beside the envelope.</summary>
    public static JsonObject Plain(JsonObject fields)
    {
        fields["error"] = string.Empty;
        fields["message"] = string.Empty;
        fields["request_id"] = Guid.NewGuid().ToString("N");
        return fields;
    }

    /// <summary>An order with those of the optional fields that were asked for.</summary>
    public static JsonObject Detail(ShopeeOrder order, ShopeeShop shop, IReadOnlySet<string> wanted)
    {
        var json = new JsonObject
        {
            ["order_sn"] = order.Key,
            ["region"] = shop.Region,
            ["currency"] = shop.Currency,
            ["cod"] = order.Cod,
            ["order_status"] = order.Status,
            ["message_to_seller"] = string.Empty,
            ["create_time"] = order.CreateTime,
            ["update_time"] = order.UpdateTime,
            ["days_to_ship"] = 2,
            ["ship_by_date"] = order.ShipByDate,
        };
        Add("total_amount", () => order.Lines.Sum(line => line.Price * line.Quantity));
        Add("pay_time", () => order.PayTime);
        Add("cancel_reason", () => order.CancelReason ?? string.Empty);
        Add("fulfillment_flag", () => order.Flag);
        Add("split_up", () => order.SplitUp);
        Add(
            "recipient_address",
            () =>
                new JsonObject
                {
                    ["name"] = "N******g",
                    ["phone"] = "******47",
                    ["town"] = string.Empty,
                    ["district"] = "Quận 3",
                    ["city"] = "Hồ Chí Minh",
                    ["state"] = "Hồ Chí Minh",
                    ["region"] = shop.Region,
                    ["zipcode"] = string.Empty,
                    ["full_address"] = "12******",
                }
        );
        Add(
            "item_list",
            () =>
                new JsonArray([
                    .. order.Lines.Select(
                        (line, place) =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["item_id"] = line.ItemId,
                                    ["item_name"] = line.Title,
                                    ["item_sku"] = string.Empty,
                                    ["model_id"] = line.ModelId,
                                    ["model_name"] = line.Variant ?? string.Empty,
                                    ["model_sku"] = line.Sku ?? string.Empty,
                                    ["model_quantity_purchased"] = line.Quantity,
                                    ["model_original_price"] = line.Price,
                                    ["model_discounted_price"] = line.Price,
                                    ["order_item_id"] = place + 1,
                                    ["promotion_group_id"] = 0,
                                    ["image_info"] = new JsonObject { ["image_url"] = "https://cf.example/file/sandbox_tn" },
                                }
                    ),
                ])
        );
        Add(
            "package_list",
            () =>
                new JsonArray([
                    .. order.Packages.Select(package =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["package_number"] = package.Number,
                                ["logistics_status"] = package.Status,
                                ["logistics_channel_id"] = 18055,
                                ["shipping_carrier"] = "SPX Express",
                                ["item_list"] = new JsonArray([
                                    .. package.Pieces.Select(piece =>
                                        (JsonNode)
                                            new JsonObject
                                            {
                                                ["item_id"] = order.Lines[piece.Key].ItemId,
                                                ["model_id"] = order.Lines[piece.Key].ModelId,
                                                ["model_quantity"] = piece.Value,
                                                ["order_item_id"] = piece.Key + 1,
                                                ["promotion_group_id"] = 0,
                                            }
                                    ),
                                ]),
                            }
                    ),
                ])
        );
        return json;

        void Add(string name, Func<JsonNode?> value)
        {
            if (wanted.Contains(name))
            {
                json[name] = value();
            }
        }
    }
}
