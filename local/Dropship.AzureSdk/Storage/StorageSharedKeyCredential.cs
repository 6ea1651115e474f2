using Dropship.AzureSdk.Storage;

namespace Azure.Storage;

/// <summary>An account's name and key.</summary>
public class StorageSharedKeyCredential
{
    /// <param name="accountName">The account.</param>
    /// <param name="accountKey">Its key, Base64.</param>
    /// <exception cref="FormatException">The key is not Base64.</exception>
    public StorageSharedKeyCredential(string accountName, string accountKey)
    {
        ArgumentNullException.ThrowIfNull(accountName);
        ArgumentNullException.ThrowIfNull(accountKey);
        Key = new SharedKey(accountName, accountKey);
    }

    public string AccountName => Key.AccountName;

    internal SharedKey Key { get; }
}
