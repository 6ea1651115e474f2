using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>Reads pushed messages: signature first, content after.</summary>
internal static class AlibabaWebhooks
{
    private const string Made = "ORDER_BUYER_VIEW_BUYER_MAKE";

    /// <summary>Checks and reads a message as it was posted.</summary>
    /// <param name="account">The purchasing account that the message's address names.</param>
    /// <param name="secret">The app's secret.</param>
    /// <param name="form">The form fields as decoded.</param>
    public static SupplierNotification Read(PurchasingAccount account, string secret, IReadOnlyDictionary<string, string> form)
    {
        // All fields are signed; that covers the documented form and the flat one alike.
        var expected = AlibabaSignature.Compute(secret, string.Empty, form);
        if (!AlibabaSignature.Equal(expected, form.GetValueOrDefault(AlibabaSignature.Parameter)))
        {
            return new SupplierNotification { IsGenuine = false, Problem = "the signature is missing or not of this app" };
        }

        try
        {
            if (form.TryGetValue("message", out var message))
            {
                return Message(account, JsonText.Parse(message));
            }

            return Message(
                account,
                form.GetValueOrDefault("msgId"),
                form.GetValueOrDefault("type"),
                JsonText.Parse(form.GetValueOrDefault("data") ?? "{}")
            );
        }
        catch (JsonException)
        {
            return new SupplierNotification { IsGenuine = true, Problem = "the message is not JSON" };
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return new SupplierNotification { IsGenuine = true, Problem = exception.Message };
        }
    }

    /// <summary>The same for one of many: what is wrong with it stands in it, and keeps no other back.</summary>
    public static SupplierNotification MessageOr(PurchasingAccount account, JsonElement json)
    {
        try
        {
            return Message(account, json);
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return new SupplierNotification
            {
                IsGenuine = true,
                Problem = exception is JsonException ? "the message is not JSON" : exception.Message,
            };
        }
    }

    /// <summary>Reads a message that was fetched by a signed call of ours.</summary>
    public static SupplierNotification Message(PurchasingAccount account, JsonElement json)
    {
        var data = json.OptionalField("data");
        if (data is { ValueKind: JsonValueKind.String } text)
        {
            return Message(account, json.OptionalText("msgId"), json.OptionalText("type"), JsonText.Parse(text.GetString()!));
        }

        return Message(account, json.OptionalText("msgId"), json.OptionalText("type"), data);
    }

    private static SupplierNotification Message(PurchasingAccount account, string? id, string? type, JsonElement? data)
    {
        var push = new SupplierNotification
        {
            IsGenuine = true,
            MessageId = id ?? string.Empty,
            Topic = type ?? string.Empty,
        };
        if (data is not { ValueKind: JsonValueKind.Object } content)
        {
            return push;
        }

        // Told of each order that we make ourselves: there is nothing to learn from it, and a placement in doubt is looked up by its key.
        if (type == Made)
        {
            return push;
        }

        // One app serves all its purchasing accounts; "userInfo" was seen to hold the seller, so the data's own word counts.
        if (account.MemberId is { } member && content.OptionalText("buyerMemberId") is { } named && named != member)
        {
            return push with { Problem = "the message is another purchasing account's" };
        }

        return push with
        {
            OrderIds = [.. Orders(content).Distinct(StringComparer.Ordinal)],
        };
    }

    private static IEnumerable<string> Orders(JsonElement data)
    {
        if (data.OptionalText("orderId") is { } one)
        {
            yield return one;
        }

        foreach (var item in data.OptionalItems("batchPay"))
        {
            yield return item.Text("orderId");
        }

        foreach (var model in (string[])["OrderLogisticsTracingModel", "MailNoChangeModel"])
        {
            if (data.OptionalField(model) is { } logistics)
            {
                foreach (var item in logistics.OptionalItems("orderLogsItems"))
                {
                    yield return item.Text("orderId");
                }
            }
        }

        foreach (var item in data.OptionalItems("tradeOrderIds"))
        {
            yield return item.GetRawText().Trim('"');
        }
    }
}
