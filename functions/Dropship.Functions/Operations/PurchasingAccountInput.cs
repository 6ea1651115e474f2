using System.Text.Json;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Functions.Operations;

/// <summary>What a caller gives of a purchasing account.</summary>
public sealed record PurchasingAccountInput
{
    // The flows of 1688's preview and create interfaces.
    private static readonly string[] s_flows =
    [
        "general",
        "fenxiao",
        "saleproxy",
        "paired",
        "repurchase",
        "boutiquefenxiao",
        "boutiquepifa",
    ];

    public string DisplayName { get; init; } = string.Empty;

    public string Endpoint { get; init; } = "https://gw.open.1688.com";

    public string AppKey { get; init; } = string.Empty;

    public string? MemberId { get; init; }

    public OrderCreationApi OrderCreationApi { get; init; }

    public string Flow { get; init; } = "general";

    public string? TradeType { get; init; }

    public PaymentMode PaymentMode { get; init; }

    public string? Remark { get; init; }

    public double CallsPerSecond { get; init; } = 2;

    /// <summary>What the connector needs; what is left out of it is kept as it is.</summary>
    public JsonElement? Credentials { get; init; }

    /// <summary>The name of who sets it up; left out for whoever has the operator's key. It stands in the account's history.</summary>
    public string? Who { get; init; }

    /// <summary>Why; left out for no reason.</summary>
    public string? Why { get; init; }

    /// <summary>Who sets it up, and why.</summary>
    internal AccountActInput Act => new() { Who = Who, Why = Why };

    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Check(string accountId)
    {
        var problems = new List<string>();
        if (!AccountIds.IsValid(accountId))
        {
            problems.Add($"accountId: must be {AccountIds.Rule}.");
        }

        AccountInputs.CheckDisplayName(DisplayName, problems);
        AccountInputs.CheckEndpoint(Endpoint, problems);
        AccountInputs.CheckCredentials(Credentials, problems);

        if (string.IsNullOrWhiteSpace(AppKey))
        {
            problems.Add("appKey: must be the key of the app on open.1688.com.");
        }

        if (!s_flows.Contains(Flow, StringComparer.Ordinal))
        {
            problems.Add($"flow: must be one of {string.Join(", ", s_flows)}, and one that the app was granted.");
        }

        if (CallsPerSecond is not (> 0 and <= 1000))
        {
            problems.Add("callsPerSecond: must be more than 0 and at most 1000; 1688 advises about 2 to 5.");
        }

        if (Remark?.Length > 500)
        {
            problems.Add("remark: must have at most 500 characters.");
        }

        problems.AddRange(Act.Check());
        return problems;
    }

    public PurchasingAccount ToAccount(string accountId) =>
        new()
        {
            Id = accountId,
            DisplayName = DisplayName,
            Endpoint = new Uri(Endpoint),
            AppKey = AppKey,
            MemberId = MemberId,
            OrderCreationApi = OrderCreationApi,
            Flow = Flow,
            TradeType = TradeType,
            PaymentMode = PaymentMode,
            Remark = Remark,
            CallsPerSecond = CallsPerSecond,
        };
}
