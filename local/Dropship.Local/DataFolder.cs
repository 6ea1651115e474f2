using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>The folder of one local installation: its data, keys, ports and processes. One run at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    // With room for the files below it.
    private const int LongestPath = 3000;
    private const int LongestName = 255;
    private const string LockName = ".lock";
    private const string ProcessesName = "processes.json";

    private readonly FileStream _lock;
    private readonly List<PortReservation> _ports = [];
    private readonly Dictionary<string, int> _processes = new(StringComparer.Ordinal);

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>Why a path cannot be the data folder, as the rest of a sentence; null when it can. Leaves nothing behind.</summary>
    public static string? Problem(string path)
    {
        try
        {
            if (string.IsNullOrWhiteSpace(path))
            {
                return "give a folder";
            }

            var full = System.IO.Path.GetFullPath(path);
            if (
                full.Length > LongestPath
                || full.Split(System.IO.Path.DirectorySeparatorChar).Any(name => Encoding.UTF8.GetByteCount(name) > LongestName)
            )
            {
                return "the path is too long";
            }

            if (Directory.Exists(full) && Foreign(full) is { } foreign)
            {
                return $"it holds other files, such as {foreign}; give a new or an empty folder";
            }

            var place = full;
            while (!Directory.Exists(place))
            {
                if (File.Exists(place))
                {
                    return place == full ? "it is a file; give a folder" : $"{place} is a file; give a folder";
                }

                place = System.IO.Path.GetDirectoryName(place) ?? throw new DirectoryNotFoundException("there is no such drive");
            }

            var probe = System.IO.Path.Combine(place, $".dropship-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                return null;
            }
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // The rest of the system's words names the file of the probe.
            var reason = exception is UnauthorizedAccessException ? "access denied" : exception.Message.Split(" : ")[0].TrimEnd('.');
            return exception is FileNotFoundException or DirectoryNotFoundException or ArgumentException
                ? "nothing can be kept there; give another folder"
                : $"nothing can be kept there ({reason}); give another folder";
        }
    }

    /// <summary>Takes the folder for this run.</summary>
    /// <param name="path">The folder, absolute; it is made when it is missing.</param>
    /// <param name="reset">Whether to delete all that it holds first.</param>
    /// <param name="cancellationToken">Cancels the wait for processes of an earlier run.</param>
    /// <exception cref="ToolException">Another run has it, or it cannot be used.</exception>
    public static async Task<DataFolder> OpenAsync(string path, bool reset, CancellationToken cancellationToken)
    {
        if (Problem(path) is { } problem)
        {
            throw new ToolException($"{path} cannot keep the data: {problem}.");
        }

        try
        {
            Directory.CreateDirectory(path);
            var folder = new DataFolder(
                path,
                FileLock.TryTake(System.IO.Path.Combine(path, LockName))
                    ?? throw new ToolException($"Another run uses {path}. Stop it, or give this one another folder with --data.")
            );
            File.Delete(folder.Below(LocalAddresses.FileName));
            await folder.EndLeftoversAsync(cancellationToken);
            if (reset)
            {
                folder.Clear();
            }

            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{path} cannot keep the data: {exception.Message}", exception);
        }
    }

    public string Below(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The key that signs approval links and the app's function key, made once.</summary>
    /// <exception cref="ToolException">The file that keeps them is damaged.</exception>
    public LocalKeys ReadKeys()
    {
        var file = Below("keys.json");
        if (!File.Exists(file))
        {
            var keys = new LocalKeys(
                Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
                Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20))
            );
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var stream = new FileStream(file, options);
            JsonSerializer.Serialize(stream, keys);
            return keys;
        }

        return Read<LocalKeys>(file) is { Signing.Length: > 0, Function.Length: > 0 } read
            ? read
            : throw new ToolException($"{file} cannot be read. Restore it, or start anew with --reset.");
    }

    /// <summary>The port of the last run, so that links in old mails still work; another one when it is in use.</summary>
    /// <param name="name">What listens there, in the file that keeps the ports.</param>
    /// <param name="label">What listens there, for people.</param>
    /// <param name="preferred">The port of the first run.</param>
    /// <param name="say">Told when another port has to be used.</param>
    public int TakePort(string name, string label, int preferred, Action<string> say)
    {
        var file = Below("ports.json");
        var ports = Read<Dictionary<string, int>>(file) ?? [];
        var wanted = ports.TryGetValue(name, out var last) && last is > 0 and <= ushort.MaxValue ? last : preferred;
        var reservation = PortReservation.Take(wanted);
        _ports.Add(reservation);
        var port = reservation.Port;
        if (port != wanted)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"Port {wanted} is in use; the {label} uses port {port} instead."));
        }

        ports[name] = port;
        File.WriteAllText(file, JsonSerializer.Serialize(ports));
        return port;
    }

    /// <summary>Records a process of this installation; after a crash, the next run ends it.</summary>
    public void Note(string name, int processId)
    {
        lock (_processes)
        {
            _processes[name] = processId;
            var file = Below(ProcessesName);
            File.WriteAllText(file + ".new", JsonSerializer.Serialize(_processes));
            File.Move(file + ".new", file, overwrite: true);
        }
    }

    /// <summary>Records the addresses, for other programs.</summary>
    public void Note(LocalAddresses addresses)
    {
        var file = Below(LocalAddresses.FileName);
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(addresses));
        File.Move(file + ".new", file, overwrite: true);
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            File.Delete(Below(LocalAddresses.FileName));
            File.Delete(Below(ProcessesName));
        }

        _ports.ForEach(port => port.Dispose());
        _lock.Dispose();
    }

    // A folder with the lock of an earlier run is ours; hidden files of the desktop do not count.
    private static string? Foreign(string path) =>
        File.Exists(System.IO.Path.Combine(path, LockName))
            ? null
            : Directory.EnumerateFileSystemEntries(path).Select(System.IO.Path.GetFileName).FirstOrDefault(name => !name!.StartsWith('.'));

    private static T? Read<T>(string file)
        where T : class
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<T>(File.ReadAllText(file)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Clear()
    {
        foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos().Where(entry => entry.Name != LockName))
        {
            if (entry is DirectoryInfo { LinkTarget: null } directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    private async Task EndLeftoversAsync(CancellationToken cancellationToken)
    {
        // Azurite writes to disk when it is asked to end; it is given the time for that.
        foreach (var (_, processId) in (Read<Dictionary<string, int>>(Below(ProcessesName)) ?? []).OrderBy(entry => entry.Key == "storage"))
        {
            try
            {
                using var process = Process.GetProcessById(processId);
                if (process.ProcessName is "node" or "dotnet" or "MainThread")
                {
                    await ChildProcess.StopAsync(process, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
            {
                // It has ended by itself.
            }
        }
    }
}
