using System.Diagnostics;
using Dropship.FunctionsHost.Worker;

#pragma warning disable MA0047 // The runtime looks for it outside of all namespaces.

/// <summary>
/// Runs in the worker before the app does, where nothing else ends a worker whose host was killed: it waits for the end of the worker's
/// standard input, which the host holds open.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        // What the worker starts itself has another standard input.
        Environment.SetEnvironmentVariable(WorkerProcess.StartupHooks, null);
        new Thread(EndWithHost) { IsBackground = true }.Start();
    }

    private static void EndWithHost()
    {
        using var input = Console.OpenStandardInput();
        input.ReadByte();
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
