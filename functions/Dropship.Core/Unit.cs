namespace Dropship.Core;

/// <summary>The value of a call that has none.</summary>
public readonly record struct Unit;
