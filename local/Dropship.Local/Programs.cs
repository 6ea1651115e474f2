using System.Reflection;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>Where the programs lie that the one command starts.</summary>
internal static class Programs
{
    public static string Functions => Find("functions", "Dropship.Functions");

    public static string FunctionsHost => Find("local", "Dropship.FunctionsHost");

    public static string Sandbox => Find("local", "Dropship.Sandbox");

    public static string Find(string area, string project)
    {
        var configuration = typeof(Programs)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == "BuildConfiguration")
            .Value!;
        var path = Path.Combine(RepositoryRoot.Find(), area, project, "bin", configuration, "net10.0", $"{project}.dll");
        return File.Exists(path) ? path : throw new ToolException($"{project} is not built: {path} is missing. Run 'dotnet build' first.");
    }
}
