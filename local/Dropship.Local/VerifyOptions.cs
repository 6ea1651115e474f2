namespace Dropship.Local;

/// <summary>Whose audit log is verified.</summary>
/// <param name="Folder">The data folder of an installation on this machine.</param>
/// <param name="App">The address of an app elsewhere; null for the one of the folder.</param>
/// <param name="Key">A function key of that app; null for the one of the folder.</param>
internal sealed record VerifyOptions(string Folder, Uri? App, string? Key);
