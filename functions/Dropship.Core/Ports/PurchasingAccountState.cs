namespace Dropship.Core.Ports;

public enum PurchasingAccountState
{
    Active,

    /// <summary>1688 refused the credentials. Nothing is bought until they were verified again.</summary>
    Unauthorized,

    /// <summary>A person paused the account: nothing is bought or read with it and nobody is alerted until it is resumed.</summary>
    Paused,
}
