namespace Dropship.Core.Ports;

/// <summary>The forwarders of the stores.</summary>
public interface IForwarderAccounts
{
    Task<ForwarderAccount?> FindAsync(string accountId, CancellationToken cancellationToken);

    Task<IReadOnlyList<ForwarderAccount>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Writes or replaces an account.</summary>
    Task SaveAsync(ForwarderAccount account, CancellationToken cancellationToken);

    /// <summary>Deletes an account. Repeating it is harmless.</summary>
    Task DeleteAsync(string accountId, CancellationToken cancellationToken);
}
