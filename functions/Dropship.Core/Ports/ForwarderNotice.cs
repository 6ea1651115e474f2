namespace Dropship.Core.Ports;

/// <summary>One of the things that a mail to a forwarder tells.</summary>
/// <param name="Kind">What is told.</param>
/// <param name="Announcement">The goods.</param>
/// <param name="Page">The link to their page.</param>
public sealed record ForwarderNotice(ForwarderNoteKind Kind, ForwarderAnnouncement Announcement, Uri Page);
