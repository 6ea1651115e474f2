namespace Dropship.Core.Orders;

/// <summary>How approved purchase orders are paid.</summary>
public enum PaymentMode
{
    /// <summary>A person opens 1688's cashier page and pays there.</summary>
    Cashier,

    /// <summary>Paid without a person at 1688, by a password-free payment agreement, with the approved amount named in the call.</summary>
    Agreement,
}
