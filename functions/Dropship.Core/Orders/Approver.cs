namespace Dropship.Core.Orders;

/// <summary>A person who may approve payments.</summary>
/// <param name="Id">A short name for links: letters, digits and '-'.</param>
/// <param name="Name">The name that the records carry.</param>
/// <param name="Email">Where mails go.</param>
/// <param name="Language">The language of mails and pages.</param>
public sealed record Approver(string Id, string Name, string Email, Language Language);
