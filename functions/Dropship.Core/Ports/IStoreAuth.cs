namespace Dropship.Core.Ports;

/// <summary>A platform on which a seller lets the app in by a page of consent.</summary>
public interface IStoreAuth
{
    /// <summary>The page on which the seller agrees. It leads back to the callback with a code.</summary>
    /// <param name="account">The store.</param>
    /// <param name="callback">Where the page leads back to, with our state in its query.</param>
    /// <param name="cancellationToken">Gives the reading of the secret up.</param>
    Task<CallResult<Uri>> GetConsentPageAsync(StoreAccount account, Uri callback, CancellationToken cancellationToken);

    /// <summary>Turns the code that the callback brought into credentials. A code works once.</summary>
    /// <param name="account">The store.</param>
    /// <param name="answer">The query of the callback.</param>
    Task<CallResult<StoreGrant>> ExchangeAsync(
        StoreAccount account,
        IReadOnlyDictionary<string, string> answer,
        CancellationToken cancellationToken
    );
}
