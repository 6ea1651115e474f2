namespace Dropship.Core.Ports;

public enum StoreAccountState
{
    /// <summary>Orders are pulled.</summary>
    Active,

    /// <summary>The platform refused the credentials. Nothing is pulled until they were verified again.</summary>
    Unauthorized,

    /// <summary>A person paused the account: nothing is pulled and nobody is alerted until it is resumed. Tracking numbers still reach
    /// it.</summary>
    Paused,
}
