using System.Diagnostics;
using System.Runtime.InteropServices;

#pragma warning disable MA0047 // The runtime looks for it outside of all namespaces.

/// <summary>Runs in the worker before the app does. It ends the worker when its standard input ends, which the host holds open.</summary>
internal static class StartupHook
{
    public const string Variable = "DOTNET_STARTUP_HOOKS";

    public static void Initialize()
    {
        // What the worker starts itself has another standard input.
        Environment.SetEnvironmentVariable(Variable, null);
        if (!OperatingSystem.IsWindows())
        {
            // Ctrl-C is for the host, which ends the worker when its triggers have stopped.
            _ = StartSession();
        }

        new Thread(EndWithHost) { IsBackground = true }.Start();
    }

    private static void EndWithHost()
    {
        using var input = Console.OpenStandardInput();
        input.ReadByte();
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }

    [DllImport("libc", EntryPoint = "setsid")]
    private static extern int StartSession();
}
