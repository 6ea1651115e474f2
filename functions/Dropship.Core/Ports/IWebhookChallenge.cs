namespace Dropship.Core.Ports;

/// <summary>A platform that asks an address to prove itself before it sends deliveries there.</summary>
public interface IWebhookChallenge
{
    /// <summary>The answer to a challenge; null when it asks for nothing that is known.</summary>
    /// <param name="account">The store that the address names.</param>
    /// <param name="address">The public address that was asked.</param>
    /// <param name="query">The query of the request.</param>
    /// <returns>The fields of the answer.</returns>
    Task<IReadOnlyDictionary<string, string>?> AnswerChallengeAsync(
        StoreAccount account,
        Uri address,
        IReadOnlyDictionary<string, string> query,
        CancellationToken cancellationToken
    );
}
