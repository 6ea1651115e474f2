namespace Dropship.Core.Ports;

/// <summary>What a delivery is about.</summary>
public enum WebhookSubject
{
    /// <summary>Something that does not matter here.</summary>
    Other,

    /// <summary>An order changed: read it again.</summary>
    Order,

    /// <summary>The store withdrew the authorisation.</summary>
    AuthorizationEnded,

    /// <summary>A customer requests a copy of their data.</summary>
    PersonalDataRequest,

    /// <summary>A customer's personal data must be erased.</summary>
    PersonalDataErasure,

    /// <summary>All personal data of the store must be erased.</summary>
    StoreErasure,
}
