namespace Dropship.Local;

/// <summary>Where a running installation is reached; kept in its folder while it is ready.</summary>
/// <param name="App">The function app.</param>
/// <param name="Sandbox">The sandbox.</param>
/// <param name="Inbox">The mail inbox.</param>
/// <param name="Storage">The storage account's connection string; its key opens nothing but an emulator.</param>
internal sealed record LocalAddresses(Uri App, Uri Sandbox, Uri Inbox, string Storage)
{
    public const string FileName = "addresses.json";
}
