using System.Reflection;
using System.Runtime.InteropServices;
using Dropship.Tooling;

namespace Dropship.Repository.Tests.Support;

/// <summary>The Bicep compiler: the one of the package on Linux x64, elsewhere the one on the path.</summary>
internal static class BicepCompiler
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    private static readonly string s_package = typeof(BicepCompiler)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "BicepPackage")
        .Value!;

    /// <summary>Runs the compiler in a folder.</summary>
    /// <returns>Its exit code, and what it wrote.</returns>
    public static async Task<(int Code, string Output)> TryAsync(string folder, params string[] arguments)
    {
        await using var compiler = Start(folder, arguments);
        await compiler.Exited.WaitAsync(s_limit);
        return (compiler.ExitCode!.Value, compiler.Output);
    }

    /// <summary>Runs the compiler in a folder.</summary>
    /// <exception cref="ToolException">It found errors; the message names them.</exception>
    public static async Task RunAsync(string folder, params string[] arguments)
    {
        var (code, output) = await TryAsync(folder, arguments);
        if (code != 0)
        {
            throw new ToolException($"'bicep {string.Join(' ', arguments)}' ended with exit code {code}:{Environment.NewLine}{output}");
        }
    }

    private static ChildProcess Start(string folder, string[] arguments)
    {
        if (OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64)
        {
            return ChildProcess.Start("The Bicep compiler", Path.Combine(s_package, "tools", "bicep"), arguments, workingDirectory: folder);
        }

        try
        {
            return ChildProcess.Start("The Bicep compiler", "bicep", arguments, workingDirectory: folder);
        }
        catch (ToolException exception)
        {
            throw new ToolException(
                $"{exception.Message} Install the Bicep CLI, version {Path.GetFileName(s_package)} or newer, and put it on the path: "
                    + "https://learn.microsoft.com/azure/azure-resource-manager/bicep/install",
                exception
            );
        }
    }
}
