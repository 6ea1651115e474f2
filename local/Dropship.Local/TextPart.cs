namespace Dropship.Local;

/// <summary>A piece of a line.</summary>
/// <param name="Text">What it says, without line breaks.</param>
/// <param name="Colour">A console colour; null for the terminal's own.</param>
internal readonly record struct TextPart(string Text, string? Colour = null);
