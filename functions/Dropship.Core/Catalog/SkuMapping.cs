namespace Dropship.Core.Catalog;

/// <summary>What to buy when one piece of a store SKU is sold. Several items make a bundle; several SKUs may lead to the same goods.</summary>
public sealed record SkuMapping
{
    public required string AccountId { get; init; }

    /// <summary>The SKU as the store's listing has it.</summary>
    public required string Sku { get; init; }

    /// <summary>From 1, one more with each change. Purchase orders name the version they were made by.</summary>
    public required int Version { get; init; }

    public required IReadOnlyList<MappedItem> Items { get; init; }

    /// <summary>Overrides the store account's buyer; null for that one.</summary>
    public string? BuyerAccountId { get; init; }

    public DateTimeOffset ChangedAt { get; init; }
}
