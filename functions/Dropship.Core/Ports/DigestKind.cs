namespace Dropship.Core.Ports;

/// <summary>The parts of a digest, in their order.</summary>
public enum DigestKind
{
    /// <summary>What needs a person now.</summary>
    Attention,

    /// <summary>Payments that wait for a decision or to be made.</summary>
    Approval,

    /// <summary>What is late, or comes near the store's deadline.</summary>
    Late,

    /// <summary>What the store did not take.</summary>
    SyncFailed,

    /// <summary>What cannot be bought.</summary>
    OutOfStock,
}
