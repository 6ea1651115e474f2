namespace Dropship.Tooling;

/// <summary>Finds the folder that holds the solution, from wherever a build output runs.</summary>
public static class RepositoryRoot
{
    private const string Marker = "Dropship.Functions.sln";

    /// <summary>The absolute path of the repository's top folder.</summary>
    /// <exception cref="ToolException">No folder above the running program holds the solution.</exception>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        throw new ToolException($"No {Marker} in {AppContext.BaseDirectory} or above it. Run from a checkout of the repository.");
    }
}
