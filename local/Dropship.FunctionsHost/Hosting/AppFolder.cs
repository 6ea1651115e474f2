namespace Dropship.FunctionsHost.Hosting;

/// <summary>The folder of a built worker app: how its worker is started.</summary>
/// <param name="Folder">The folder, absolute.</param>
/// <param name="Executable">The program to start.</param>
/// <param name="Worker">Its first argument, the app.</param>
internal sealed record AppFolder(string Folder, string Executable, string Worker)
{
    /// <exception cref="HostException">The folder, a file or an entry is missing or cannot be read.</exception>
    public static AppFolder Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new HostException($"There is no folder {folder}.");
        }

        foreach (var name in (string[])["host.json", "worker.config.json"])
        {
            if (!File.Exists(Path.Combine(folder, name)))
            {
                throw new HostException($"{folder} has no {name}. Name the output of a built Functions app (.NET isolated worker).");
            }
        }

        var said = HostSettings.Read(Path.Combine(folder, "worker.config.json")).GetSection("description");
        var worker = Path.Combine(folder, said["defaultWorkerPath"] ?? "worker");
        return File.Exists(worker)
            ? new AppFolder(folder, Program(said["defaultExecutablePath"] ?? "dotnet", folder), worker)
            : throw new HostException($"{folder} has no {Path.GetFileName(worker)}, which worker.config.json names. Build the app first.");
    }

    private static string Program(string named, string folder) =>
        named is "dotnet" && Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) is "dotnet"
            ? self
            : named.Replace("{WorkerRoot}", folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
