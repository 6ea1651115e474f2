namespace Dropship.Core.Ports;

/// <summary>A message to a group of people, in plain text, without links that are one person's own.</summary>
/// <param name="Id">The same for each try of one message.</param>
/// <param name="Title">One line.</param>
/// <param name="Text">The rest.</param>
public sealed record ChatMessage(string Id, string Title, string Text);
