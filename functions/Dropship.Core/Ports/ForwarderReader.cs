namespace Dropship.Core.Ports;

/// <summary>A person at a forwarder who gets its mails.</summary>
/// <param name="Email">The mail address.</param>
/// <param name="Language">The language of the mails.</param>
public sealed record ForwarderReader(string Email, Language Language);
