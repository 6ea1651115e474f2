using System.Globalization;

namespace Dropship.Core.Ports;

/// <summary>
/// The lane that a purchase order takes to 1688. Each purchasing account has a few: purchases in one lane are made one after the other, so
/// that those of one store order, and the tries of one purchase order, never meet; those of other store orders need not wait for each
/// other's calls. How fast an account calls is not the lanes' matter: each call waits for its turn in the account's bucket.
/// </summary>
public static class SessionShard
{
    /// <summary>How many an account has. The host works on thirty-two sessions at a time, so that four busy accounts find room.</summary>
    public const int Count = 8;

    /// <summary>The lane's name, which is the session of its messages.</summary>
    public static string Of(string purchasingAccountId, OrderKey order)
    {
        // Not the hash code of the text, which is another one in each process.
        var lane = 0;
        foreach (var character in order.StoreOrderId)
        {
            lane = ((lane * 31) + character) % Count;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{purchasingAccountId}~{lane}");
    }
}
