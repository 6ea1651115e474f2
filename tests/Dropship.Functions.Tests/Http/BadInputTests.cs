using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Functions.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Dropship.Functions.Tests.Http;

/// <summary>No input of any call is answered by an exception, by a status of 500 and above, or in words of the platform that the app is
/// built on.</summary>
public sealed class BadInputTests
{
    private const int RequestsPerFunction = 100;

    private static readonly string[] s_texts =
    [
        "",
        " ",
        "shop-one",
        "6001",
        "#1001",
        "1001",
        "purchasing-one",
        "a|b",
        "A B",
        "..",
        "/",
        "%2F",
        "null",
        "true",
        "1",
        "0",
        "-1",
        "NaN",
        "2026-03-01",
        "0001-01-01",
        "9999-12-31",
        "Bogus",
        "Held",
        "Automatic",
        "店铺",
        "\u202eabc",
        "a\u200bb",
        "a\nb",
        "\0",
        "\uFFFF",
        "javascript:alert(1)",
        "https://shop.example",
        "http://127.0.0.1:1",
        "https://user:pass@shop.example/?q#f",
        "file:///etc/passwd",
        "…",
        "'; DROP TABLE x",
        "{{7*7}}",
        "1e999",
        "99999999999999999999",
        "2026-03-01T00:00:00Z",
        "USD",
        "CNY",
        "general",
        "shopify",
        new('x', 300),
        new('店', 5000),
        "shop-one.6001.0a1b2c3d4e.c1",
    ];

    private static readonly string[] s_bodies =
    [
        """{"who":"Ann","why":"because"}""",
        """{"who":"Ann","why":"broken","lines":[{"lineId":"1","quantity":1}]}""",
        """{"sku":"MUG","items":[{"supplierId":"b2b-1","offerId":"610000000001","specId":"s","quantity":1,"maximumUnitPrice":10.5,"imageUrl":"https://img.example/1","title":"Mug"}],"purchasingAccountId":"purchasing-one","isSellerFulfilled":false,"coversAllVariants":false,"confirm":true,"unchecked":true}""",
        """{"displayName":"1688","endpoint":"https://gw.example","appKey":"1","memberId":"b2b-1","orderCreationApi":"FastCreate","flow":"general","tradeType":"t","paymentMode":"Cashier","remark":"r","callsPerSecond":2,"credentials":{"appSecret":"s"}}""",
        """{"platform":"shopify","displayName":"Shop","endpoint":"https://two.example","shopId":"1","currency":"USD","purchasingAccountId":"purchasing-one","placingMode":"Manual","forwarderId":"cang","pushDomesticNumber":true,"notifyCustomer":true,"locations":["1"],"takeOrdersSince":"2026-01-01T00:00:00Z","feePercent":2.9,"credentials":{"clientId":"c"}}""",
        """{"kind":"http","displayName":"F","endpoint":"https://f.example","memberCode":"A1","warehouse":{"fullName":"仓","mobile":"13800000000","country":"CN","province":"广东省","city":"深圳市","line1":"路1号","postCode":"518000"},"readers":[{"email":"a@b.example","language":"Chinese"}],"credentials":{"secret":"s"}}""",
        """{"number":"LX1","carrier":"Yanwen","reference":"ZTO1","lines":[{"lineId":"1","quantity":1}],"replaces":"LX0","weightGrams":1,"fee":1.5,"feeCurrency":"CNY","who":"Ann","why":"x"}""",
        """{"who":"Ann","hasArrived":false,"reference":"ZTO1"}""",
        "account,order,number,carrier\nshop-one,1001,LX1,Yanwen",
        "{}",
        "",
        "decision=approve&nonce=n&amount=1",
    ];

    private static readonly string[] s_values =
    [
        "null",
        "true",
        "0",
        "-1",
        "7",
        "1.5",
        "1e999",
        "-1e-400",
        "99999999999999999999999999999999",
        "\"\"",
        "\" \"",
        "\"x\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"\\u202e\"",
        "\"…\"",
        "[]",
        "[null]",
        "[[[]]]",
        "{}",
        "{\"a\":{\"b\":[1]}}",
        "{\"\\ud800\":1}",
        "\"2026-13-45T99:00:00Z\"",
        "\"0001-01-01T00:00:00+14:00\"",
        "\"javascript:alert(1)\"",
        "\"Sometimes\"",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Any_input_of_any_call_is_answered_in_the_words_of_the_api(int seed)
    {
        await using var bench = new ApiBench();
        var random = new Random(seed);
        var found = new List<string>();
        foreach (var method in ApiBench.Methods)
        {
            for (var count = 0; count < RequestsPerFunction; count++)
            {
                var route = method
                    .GetParameters()
                    .Where(parameter => parameter.ParameterType == typeof(string))
                    .Select(_ => Text(random))
                    .ToArray();
                var (request, shown) = Request(random);
                try
                {
                    if (Fault(await bench.CallAsync(method, request, route)) is { } fault)
                    {
                        found.Add($"{method.Name}({string.Join(", ", route)}) {shown}: {fault}");
                    }
                }
                catch (Exception exception) when (exception is not OutOfMemoryException)
                {
                    var thrown = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
                    found.Add($"{method.Name}({string.Join(", ", route)}) {shown}: {thrown}");
                }
            }
        }

        Assert.True(ApiBench.Methods.Count > 35);
        Findings.None(found.DistinctBy(one => one.Split('(')[0]).Take(10));
    }

    private static string? Fault(IActionResult answer)
    {
        var status = (answer as IStatusCodeActionResult)?.StatusCode ?? StatusCodes.Status200OK;
        if (status >= 500)
        {
            return $"status {status}";
        }

        if (answer is not JsonResult json)
        {
            return status >= 400 && answer is not ContentResult ? $"status {status} without a body" : null;
        }

        var text = JsonSerializer.Serialize(json.Value, (JsonSerializerOptions)json.SerializerSettings!);
        return status < 400 ? null
            : json.ContentType != "application/problem+json" ? $"status {status} as {json.ContentType}"
            : text.Contains("System.", StringComparison.Ordinal)
            || text.Contains("Dropship.", StringComparison.Ordinal)
            || text.Contains("isFinalBlock", StringComparison.Ordinal)
                ? text
            : null;
    }

    private static string Text(Random random) => random.Next(3) == 0 ? "shop-one" : s_texts[random.Next(s_texts.Length)];

    private static (HttpRequest Request, string Shown) Request(Random random)
    {
        var context = new DefaultHttpContext();
        var body = Body(random);
        context.Request.Body = new MemoryStream(body);
        context.Request.ContentType = (
            (string[])
                [
                    "application/json",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data; boundary=x",
                    "multipart/form-data",
                    "text/plain",
                    "?",
                ]
        )[random.Next(6)];
        context.Request.Path = "/api/any";
        if (random.Next(2) == 0)
        {
            string[] names = ["sku", "state", "all", "since", "after", "take", "code", "x y", "\u202e"];
            context.Request.QueryString = QueryString.Create(
                Enumerable
                    .Range(0, random.Next(3))
                    .Select(_ => KeyValuePair.Create<string, string?>(names[random.Next(names.Length)], Text(random)))
            );
        }

        return (
            context.Request,
            $"{context.Request.ContentType} {context.Request.QueryString} {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 500)))}"
        );
    }

    private static byte[] Body(Random random)
    {
        var text = s_bodies[random.Next(s_bodies.Length)];
        var bytes = Encoding.UTF8.GetBytes(random.Next(3) > 0 && text.StartsWith('{') ? Spoiled(text, random) : text);
        switch (random.Next(10))
        {
            case 0:
                return bytes[..random.Next(bytes.Length + 1)];
            case 1 when bytes.Length > 0:
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 2:
                return Encoding.UTF8.GetBytes(new string('[', 2000));
            case 3:
                return [.. Encoding.UTF8.GetBytes("""{"who":" """), .. new byte[300_000]];
            default:
                return bytes;
        }
    }

    // One field is taken away, doubled, or gets a value of another kind.
    private static string Spoiled(string text, Random random)
    {
        var names = JsonNode.Parse(text)!.AsObject().Select(field => field.Key).ToList();
        if (names.Count == 0)
        {
            return $$"""{"{{s_texts[random.Next(3)]}}":{{s_values[random.Next(s_values.Length)]}}}""";
        }

        var name = names[random.Next(names.Count)];
        var root = JsonNode.Parse(text)!.AsObject();
        var inner = root[name] switch
        {
            JsonObject { Count: > 0 } below => below,
            JsonArray { Count: > 0 } list when list[0] is JsonObject first => first,
            _ => root,
        };
        var target = inner.Select(field => field.Key).ElementAt(random.Next(inner.Count));
        inner[target] = "@@";
        var spoiled = root.ToJsonString();
        return random.Next(4) switch
        {
            0 => spoiled.Replace(
                string.Create(CultureInfo.InvariantCulture, $"\"{target}\":\"@@\""),
                "\"unknown\":1",
                StringComparison.Ordinal
            ),
            1 => spoiled.Replace("\"@@\"", $"1,\"{target}\":2", StringComparison.Ordinal),
            _ => spoiled.Replace("\"@@\"", s_values[random.Next(s_values.Length)], StringComparison.Ordinal),
        };
    }
}
