namespace Dropship.Core.Ports;

public enum PurchasingAccountState
{
    Active,

    /// <summary>1688 refused the credentials. Nothing is bought until they were verified again.</summary>
    Unauthorized,
}
