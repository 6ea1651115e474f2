namespace Dropship.Core.Ports;

/// <summary>What an approver is mailed for.</summary>
public enum ApproverMatterKind
{
    /// <summary>The money is asked for, for the first time or again.</summary>
    Decision,

    /// <summary>What is approved is to be paid at the cashier.</summary>
    Payment,
}
