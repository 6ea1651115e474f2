namespace Dropship.Local;

/// <summary>The keys of a local installation.</summary>
/// <param name="Signing">Base64; signs approval links.</param>
/// <param name="Function">Opens the app's own interface.</param>
internal sealed record LocalKeys(string Signing, string Function)
{
    public override string ToString() => nameof(LocalKeys);
}
