using System.Diagnostics;
using System.Globalization;

namespace Dropship.FunctionsHost.Hosting;

/// <summary>The folder of a built worker app: how its worker is started.</summary>
/// <param name="Folder">The folder, absolute.</param>
/// <param name="Program">The program to start.</param>
/// <param name="Worker">Its first argument, the app.</param>
internal sealed record AppFolder(string Folder, string Program, string Worker)
{
    /// <exception cref="HostException">The folder or a file is missing.</exception>
    public static AppFolder Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new HostException($"There is no folder {folder}.");
        }

        string Require(string name) =>
            File.Exists(Path.Combine(folder, name))
                ? Path.Combine(folder, name)
                : throw new HostException($"{folder} has no {name}. Name the output of a built Functions app (.NET isolated worker).");

        Require("host.json");
        var said = HostSettings.Read(Require("worker.config.json")).GetSection("description");
        return new AppFolder(folder, said["defaultExecutablePath"] ?? "dotnet", Require(said["defaultWorkerPath"] ?? "worker"));
    }

    /// <summary>Starts a worker, which greets the server there by that id, and ends with the host (<see cref="StartupHook"/>).</summary>
    public Process StartWorker(string workerId, Uri address, DataReceivedEventHandler takeLine)
    {
        string[] arguments =
        [
            Worker,
            "--functions-uri",
            address.AbsoluteUri,
            "--functions-worker-id",
            workerId,
            "--functions-request-id",
            workerId,
            "--functions-grpc-max-message-length",
            int.MaxValue.ToString(CultureInfo.InvariantCulture),
        ];
        var start = new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [StartupHook.Variable] = typeof(StartupHook).Assembly.Location },
        };
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += takeLine;
        process.ErrorDataReceived += takeLine;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
