namespace Dropship.Core;

/// <summary>Why something is bought. Part of the business key: a resend is not a duplicate of the sale.</summary>
public enum PurchasePurpose
{
    Sale,
    Resend,
    Manual,
}
