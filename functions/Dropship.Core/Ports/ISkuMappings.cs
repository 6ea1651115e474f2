namespace Dropship.Core.Ports;

/// <summary>The SKU mappings, and the orders that wait for one.</summary>
public interface ISkuMappings
{
    /// <summary>The mappings in force for some SKUs of a store; those that have none are left out.</summary>
    Task<IReadOnlyDictionary<string, SkuMapping>> FindAsync(
        string accountId,
        IReadOnlyCollection<string> skus,
        CancellationToken cancellationToken
    );

    Task<IReadOnlyList<SkuMapping>> ListAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Writes a new version of a mapping; the old versions stay.</summary>
    /// <returns>The mapping with the version it got. The same items again give the same version.</returns>
    Task<SkuMapping> SaveAsync(SkuMapping mapping, CancellationToken cancellationToken);

    /// <summary>Notes which variant the mapping in force stands for, unless one is noted already.</summary>
    /// <returns>The mapping as it is then; null when there is none.</returns>
    Task<SkuMapping?> NoteVariantAsync(string accountId, string sku, MappedVariant variant, CancellationToken cancellationToken);

    /// <summary>Deletes the mapping in force; its versions stay, and a later mapping of the SKU goes on counting. Repeating it is
    /// harmless.</summary>
    Task DeleteAsync(string accountId, string sku, CancellationToken cancellationToken);

    /// <summary>Notes that an order waits for mappings. Repeating it is harmless.</summary>
    Task AddWaitingAsync(OrderKey order, IReadOnlyCollection<string> skus, CancellationToken cancellationToken);

    /// <summary>The orders that wait for the mapping of a SKU.</summary>
    Task<IReadOnlyList<OrderKey>> ListWaitingAsync(string accountId, string sku, CancellationToken cancellationToken);

    Task RemoveWaitingAsync(OrderKey order, IReadOnlyCollection<string> skus, CancellationToken cancellationToken);
}
