using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Dropship.Connectors.Http;
using Dropship.Connectors.Stores.Generic;
using Dropship.Core.Planning;
using Dropship.Functions.Operations;
using Dropship.Functions.Planning;
using Dropship.Repository.Tests.Support;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Repository.Tests.Docs;

/// <summary>api.http names the routes that exist, all of them, with bodies that the app takes.</summary>
public sealed partial class ApiFileTests
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    private const string Prefix = "api/";

    private static readonly IReadOnlyList<(string Method, string Route)> s_routes =
    [
        .. Triggers
            .Of<HttpTriggerAttribute>()
            .Where(trigger => trigger.Route!.StartsWith(Prefix, StringComparison.Ordinal))
            .SelectMany(trigger => trigger.Methods!.Select(method => (method.ToUpperInvariant(), trigger.Route![Prefix.Length..]))),
    ];

    private static readonly IReadOnlyList<Request> s_requests = Read();

    [Fact]
    public void Each_route_is_shown() =>
        Findings.None(
            s_routes
                .Where(route => !s_requests.Any(request => Matches(request, route)))
                .Select(route => $"{route.Method} {route.Route} is not in api.http")
        );

    [Fact]
    public void Each_request_goes_to_a_route() =>
        Findings.None(
            s_requests
                .Where(request => !s_routes.Any(route => Matches(request, route)))
                .Select(request => $"{request.Method} {request.Path} is no route of the app")
        );

    [Fact]
    public void Each_body_is_valid()
    {
        Assert.Equal(
            RepositoryFiles.Read("api.http").Split("\nContent-Type: application/json\n").Length - 1,
            s_requests.Count(request => request.Body.StartsWith('{'))
        );

        Findings.None(
            from request in s_requests
            from route in s_routes.Where(route => Matches(request, route) && !route.Route.StartsWith("webhooks/", StringComparison.Ordinal))
            where request.Body.StartsWith('{')
            from problem in Problems(route.Route, request.Body)
            select $"{request.Method} {request.Path}: {problem}"
        );
    }

    private static IReadOnlyList<string> Problems(string route, string body)
    {
        T Body<T>() => JsonSerializer.Deserialize<T>(body, s_json)!;
        return route switch
        {
            "accounts/stores/{accountId}" => Body<StoreAccountInput>().Check("my-store", ["shopify"], [], DateTimeOffset.MaxValue),
            "accounts/purchasing/{accountId}" => Body<PurchasingAccountInput>().Check("my-1688"),
            "accounts/forwarders/{accountId}" => Body<ForwarderAccountInput>().Check("my-forwarder", ["http"]),
            "orders/{accountId}/{storeOrderId}/shipments" => Body<ShipmentInput>().Check(),
            "orders/{accountId}/{storeOrderId}/arrival" => Body<ArrivalInput>().Check(),
            "stores/{accountId}/mappings" => SkuMappingRules.Check(Body<SkuMappingInput>().ToMapping("my-store")),
            "orders/{accountId}/{storeOrderId}/resend" => Body<ResendInput>().Check(),
            "stores/{accountId}/orders" => Assert
                .Single(GenericMapper.Read(Encoding.UTF8.GetBytes(body), DateTimeOffset.MaxValue)!)
                .Problems,
            "purchase-orders/{key}/confirm" => Body<PersonInput>().Check(),
            "purchase-orders/{key}/placed" => Body<PlacedInput>().Check(),
            "purchase-orders/{key}/paid" => Body<PersonInput>().Check(),
            "orders/refresh" => Body<RefreshInput>().Check(),
            "purchase-orders/{key}/number" => Body<NumberInput>().Check(),
            "alerts/settle" => Body<AlertSettleInput>().Check(),
            _ => Body<PersonInput>().CheckWithReason("is kept"),
        };
    }

    private static bool Matches(Request request, (string Method, string Route) route) =>
        request.Method == route.Method
        && Regex.IsMatch(
            request.Path,
            $"^{Parameter().Replace(route.Route, "[^/]+")}$",
            RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(1)
        );

    private static List<Request> Read()
    {
        var text = RepositoryFiles.Read("api.http");
        foreach (Match variable in Variable().Matches(text))
        {
            text = text.Replace($"{{{{{variable.Groups["name"].Value}}}}}", variable.Groups["value"].Value, StringComparison.Ordinal);
        }

        return
        [
            .. RequestText()
                .Matches(text)
                .Select(match => new Request(match.Groups["method"].Value, match.Groups["path"].Value, match.Groups["body"].Value.Trim())),
        ];
    }

    [GeneratedRegex(
        @"^@(?<name>\w+) = (?<value>.*)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"^(?<method>[A-Z]+) http[^ \n]*?/api/(?<path>[^ ?\n]+)[^\n]*\n([^\n]+\n)*(\n(?<body>.*?)(?=^###|\z))?",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex RequestText();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parameter();

    private sealed record Request(string Method, string Path, string Body);
}
