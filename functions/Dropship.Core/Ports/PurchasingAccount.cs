using System.Text.Json.Serialization;
using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>A 1688 account that buys. Its app secret and tokens lie in the secret store under <see cref="SecretName"/>.</summary>
public sealed record PurchasingAccount
{
    /// <summary>Our own name for it.</summary>
    public required string Id { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>The gateway address; <c>https://gw.open.1688.com</c> in production.</summary>
    public required Uri Endpoint { get; init; }

    public required string AppKey { get; init; }

    /// <summary>The member id that push messages name; null when not known.</summary>
    public string? MemberId { get; init; }

    /// <summary>Which of the create interfaces the app was granted.</summary>
    public OrderCreationApi OrderCreationApi { get; init; } = OrderCreationApi.FastCreate;

    /// <summary>The purchase flow, such as <c>general</c> or <c>fenxiao</c>; it changes price and customer protection.</summary>
    public string Flow { get; init; } = "general";

    /// <summary>The trade type asked for; null lets the preview's first one be taken.</summary>
    public string? TradeType { get; init; }

    public PaymentMode PaymentMode { get; init; } = PaymentMode.Cashier;

    /// <summary>Said to each supplier, for example that no price slip goes into the parcel.</summary>
    public string? Remark { get; init; }

    /// <summary>How many calls a second the account may make.</summary>
    public double CallsPerSecond { get; init; } = 2;

    public PurchasingAccountState State { get; init; } = PurchasingAccountState.Active;

    /// <summary>When the consent ends and is to be given anew; null when nobody says. Read with a list of accounts, and not
    /// stored.</summary>
    public DateTimeOffset? ConsentEndsAt { get; init; }

    /// <summary>Why it is not active, in words for a person; null when it is.</summary>
    public string? StateReason { get; init; }

    /// <summary>Whether this is the account with credentials on trial, which lie apart from those that work.</summary>
    [JsonIgnore]
    public bool IsTrial { get; init; }

    public string SecretName => IsTrial ? $"trial-purchasing-{Id}" : $"purchasing-{Id}";
}
