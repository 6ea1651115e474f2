using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>The folder of one local installation: its data, its keys, its ports, and the processes that belong to it. One run at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;
    private readonly List<PortReservation> _ports = [];
    private readonly Dictionary<string, int> _processes = new(StringComparer.Ordinal);

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>Takes the folder for this run.</summary>
    /// <exception cref="ToolException">Another run has it.</exception>
    public static async Task<DataFolder> OpenAsync(string path, bool reset, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        FileStream held;
        try
        {
            held = new FileStream(System.IO.Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new ToolException($"Another run uses {path}. Stop it, or give this one another folder with --data.", exception);
        }

        var folder = new DataFolder(path, held);
        File.Delete(folder.Below(LocalAddresses.FileName));
        await folder.EndLeftoversAsync(cancellationToken);
        if (reset)
        {
            foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos().Where(entry => entry.Name != ".lock"))
            {
                if (entry is DirectoryInfo directory)
                {
                    directory.Delete(recursive: true);
                }
                else
                {
                    entry.Delete();
                }
            }
        }

        return folder;
    }

    public string Below(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The key that signs approval links and the key of the app's own interface, made once.</summary>
    public LocalKeys ReadKeys()
    {
        var file = Below("keys.json");
        if (!File.Exists(file))
        {
            var keys = new LocalKeys(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)));
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var stream = new FileStream(file, options);
            JsonSerializer.Serialize(stream, keys);
            return keys;
        }

        return JsonSerializer.Deserialize<LocalKeys>(File.ReadAllText(file)) ?? throw new ToolException($"{file} is empty. Delete it, or begin anew with --reset.");
    }

    /// <summary>The port of last time, so that links in old mails still lead somewhere; another one when it is taken.</summary>
    /// <param name="name">What listens there.</param>
    /// <param name="preferred">The port of the first time.</param>
    /// <param name="say">Told when another port has to be used.</param>
    public int TakePort(string name, int preferred, Action<string> say)
    {
        var file = Below("ports.json");
        var ports = File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(file)) ?? [] : [];
        var wanted = ports.TryGetValue(name, out var last) ? last : preferred;
        var reservation = PortReservation.Take(wanted);
        _ports.Add(reservation);
        var port = reservation.Port;
        if (port != wanted)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"Port {wanted} is taken; the {name} uses {port} this time. Links of earlier runs lead to {wanted}."));
        }

        ports[name] = port;
        File.WriteAllText(file, JsonSerializer.Serialize(ports));
        return port;
    }

    /// <summary>Notes a process of this installation, so that the next run can end what a crash of this one leaves behind.</summary>
    public void Note(string name, int processId)
    {
        lock (_processes)
        {
            _processes[name] = processId;
            var file = Below("processes.json");
            File.WriteAllText(file + ".new", JsonSerializer.Serialize(_processes));
            File.Move(file + ".new", file, overwrite: true);
        }
    }

    /// <summary>Notes where everything is reached, for other programs.</summary>
    public void Note(LocalAddresses addresses)
    {
        var file = Below(LocalAddresses.FileName);
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(addresses));
        File.Move(file + ".new", file, overwrite: true);
    }

    public void Dispose()
    {
        File.Delete(Below(LocalAddresses.FileName));
        _ports.ForEach(port => port.Dispose());
        File.Delete(Below("processes.json"));
        _lock.Dispose();
    }

    private async Task EndLeftoversAsync(CancellationToken cancellationToken)
    {
        var file = Below("processes.json");
        if (!File.Exists(file))
        {
            return;
        }

        // Azurite writes to disk when it is asked to end; it is given the time for that.
        var left = JsonSerializer.Deserialize<Dictionary<string, int>>(await File.ReadAllTextAsync(file, cancellationToken)) ?? [];
        foreach (var (_, processId) in left.OrderBy(entry => entry.Key == "storage"))
        {
            try
            {
                using var process = Process.GetProcessById(processId);
                if (process.ProcessName is "node" or "dotnet" or "MainThread")
                {
                    await ChildProcess.StopAsync(process, cancellationToken);
                }
            }
            catch (ArgumentException)
            {
                // It has ended by itself.
            }
        }
    }
}
