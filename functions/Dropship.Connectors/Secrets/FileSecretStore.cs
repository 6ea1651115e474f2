using System.Text;
using System.Text.RegularExpressions;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Secrets;

/// <summary>Secrets of one machine: a file each, readable by the owner only, replaced in one move.</summary>
internal sealed partial class FileSecretStore(string folder) : ISecretStore
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    public async Task<string?> GetAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        try
        {
            return await File.ReadAllTextAsync(path, Encoding.UTF8, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public async Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        EnsureFolder();
        var fresh = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            await using (var stream = new FileStream(fresh, Options()))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(value), cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(fresh, path, overwrite: true);
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return options;
    }

    private void EnsureFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            // There, a folder in the user's profile is the user's own already.
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerFolder);
    }

    /// <exception cref="ArgumentException">The name could leave the folder.</exception>
    private string PathOf(string name) =>
        Name().IsMatch(name)
            ? Path.Combine(folder, name + ".json")
            : throw new ArgumentException("A secret's name is of letters, digits and hyphens.", nameof(name));

    // The same names that Key Vault takes.
    [GeneratedRegex("^[A-Za-z0-9-]{1,127}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
