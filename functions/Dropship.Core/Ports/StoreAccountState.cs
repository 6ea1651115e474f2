namespace Dropship.Core.Ports;

public enum StoreAccountState
{
    /// <summary>Orders are pulled.</summary>
    Active,

    /// <summary>The platform refused the credentials. Nothing is pulled until they were verified again.</summary>
    Unauthorized,
}
