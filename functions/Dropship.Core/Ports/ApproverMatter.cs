namespace Dropship.Core.Ports;

/// <summary>One purchase order in a mail to an approver.</summary>
/// <param name="Facts">What to show.</param>
/// <param name="Kind">What is asked of the approver.</param>
/// <param name="Reminder">0 for the first mail about it, then 1, 2…</param>
/// <param name="Page">The approver's own page of it.</param>
public sealed record ApproverMatter(ApprovalFacts Facts, ApproverMatterKind Kind, int Reminder, Uri Page);
