using System.Globalization;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Rates;

/// <summary>Two that publish exchange rates: a bank with euro rates as XML, and a service with yuan rates as JSON.</summary>
internal sealed class RateStandIn : IStandIn
{
    private static readonly (string Currency, decimal PerEuro)[] s_bank =
    [
        ("USD", 1.1000m),
        ("JPY", 163.50m),
        ("GBP", 0.8600m),
        ("CNY", 7.8100m),
        ("THB", 36.900m),
        ("MYR", 4.7200m),
        ("SGD", 1.4300m),
        ("PHP", 62.300m),
    ];

    private static readonly (string Currency, decimal PerYuan)[] s_service =
    [
        ("USD", 0.140845m),
        ("EUR", 0.128041m),
        ("VND", 3571.43m),
        ("TWD", 4.5045m),
        ("SGD", 0.183099m),
    ];

    public string Name => "rates";

    public IReadOnlyList<(Type Kind, string Name)> Entities { get; } = [];

    public void Map(IEndpointRouteBuilder routes, SandboxWorld world)
    {
        routes.MapGet("/rates/eurofxref-daily.xml", () => Results.Content(Bank(world.Time.GetUtcNow()), "text/xml; charset=utf-8"));
        routes.MapGet("/rates/latest/CNY", () => Results.Json(Service(world.Time.GetUtcNow())));
    }

    public void Seed(Step step) { }

    public void ExpireTokens(Step step) { }

    public (int Status, JsonObject Body)? Reply(string faultKind) => null;

    public IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery) => [];

    public void NoteDelivery(Step step, Delivery delivery, bool delivered) { }

    private static string Bank(DateTimeOffset now)
    {
        var rates = string.Concat(
            s_bank.Select(rate => string.Create(CultureInfo.InvariantCulture, $"<Cube currency='{rate.Currency}' rate='{rate.PerEuro}'/>"))
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
            <gesmes:subject>Reference rates</gesmes:subject>
            <Cube><Cube time='{now.UtcDateTime:yyyy-MM-dd}'>{rates}</Cube></Cube>
            </gesmes:Envelope>
            """
        );
    }

    private static JsonObject Service(DateTimeOffset now) =>
        new()
        {
            ["result"] = "success",
            ["time_last_update_unix"] = now.ToUnixTimeSeconds(),
            ["base_code"] = "CNY",
            ["rates"] = new JsonObject(s_service.Select(rate => KeyValuePair.Create(rate.Currency, (JsonNode?)rate.PerYuan))),
        };
}
