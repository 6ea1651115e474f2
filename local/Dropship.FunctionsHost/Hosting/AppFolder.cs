using System.Globalization;
using System.Text.Json;

namespace Dropship.FunctionsHost.Hosting;

/// <summary>The folder of a built worker app: how its worker is started.</summary>
/// <param name="Path">The folder, absolute.</param>
/// <param name="Executable">The program to start.</param>
/// <param name="Worker">Its first argument, the app.</param>
internal sealed record AppFolder(string Path, string Executable, string Worker)
{
    public string HostFile => System.IO.Path.Combine(Path, "host.json");

    /// <summary>Looks for <c>host.json</c> and <c>worker.config.json</c>.</summary>
    /// <exception cref="HostException">The folder, a file or an entry is missing or cannot be read.</exception>
    public static AppFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new HostException($"There is no folder {path}.");
        }

        foreach (var name in (string[])["host.json", "worker.config.json"])
        {
            if (!File.Exists(System.IO.Path.Combine(path, name)))
            {
                throw new HostException($"{path} has no {name}. Name the output folder of a built or published Functions app (.NET isolated worker).");
            }
        }

        var file = System.IO.Path.Combine(path, "worker.config.json");
        using var document = Read(file);
        if (!document.RootElement.TryGetProperty("description", out var description)
            || !description.TryGetProperty("defaultExecutablePath", out var executable)
            || !description.TryGetProperty("defaultWorkerPath", out var worker))
        {
            throw new HostException($"{file} does not say description.defaultExecutablePath and description.defaultWorkerPath.");
        }

        var app = System.IO.Path.Combine(path, worker.GetString()!);
        return File.Exists(app)
            ? new AppFolder(path, Program(executable.GetString()!, path), app)
            : throw new HostException($"{path} has no {worker.GetString()}, which worker.config.json names. Build the app first.");
    }

    /// <exception cref="HostException">The file is not JSON.</exception>
    public static JsonDocument Read(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new HostException(string.Create(CultureInfo.InvariantCulture, $"{file} cannot be read: {exception.Message}"), exception);
        }
    }

    private static string Program(string named, string path) =>
        named is "dotnet" && Environment.ProcessPath is { } self && System.IO.Path.GetFileNameWithoutExtension(self) is "dotnet"
            ? self
            : named.Replace("{WorkerRoot}", path + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
