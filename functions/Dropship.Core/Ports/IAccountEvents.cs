namespace Dropship.Core.Ports;

/// <summary>The histories of the accounts. They outlive their accounts.</summary>
public interface IAccountEvents
{
    /// <summary>How many rows are kept of one account; the oldest are dropped.</summary>
    const int Most = 200;

    /// <summary>Adds rows to a history, in their order.</summary>
    /// <param name="account">The account's service of the <see cref="CircuitBreaker"/>.</param>
    /// <param name="events">The rows.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    Task AddAsync(string account, IReadOnlyList<AccountEvent> events, CancellationToken cancellationToken);

    /// <summary>The history of an account, oldest first; empty when there never was such an account.</summary>
    /// <param name="account">The account's service of the <see cref="CircuitBreaker"/>.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    Task<IReadOnlyList<AccountEvent>> ReadAsync(string account, CancellationToken cancellationToken);
}
