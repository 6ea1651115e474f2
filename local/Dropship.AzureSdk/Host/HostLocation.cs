using System.Reflection;

namespace Dropship.AzureSdk.Host;

/// <summary>Where a host finds its app.</summary>
/// <param name="AppFolder">Holds host.json, beside the program.</param>
/// <param name="WorkingFolder">May hold local.settings.json; the app's folder is looked at next.</param>
/// <param name="Functions">The classes that may hold functions; all of the program's own assembly when null.</param>
/// <param name="OwnsProcess">Whether local settings become environment variables of the process, as Core Tools does, and signals end the host.</param>
internal sealed record HostLocation(string AppFolder, string WorkingFolder, IReadOnlyList<Type>? Functions, bool OwnsProcess)
{
    public static HostLocation OfProgram() => new(AppContext.BaseDirectory, Directory.GetCurrentDirectory(), null, OwnsProcess: true);

    public IEnumerable<Type> FunctionTypes() =>
        Functions ?? Assembly.GetEntryAssembly()?.GetTypes() ?? throw new InvalidOperationException("There is no program whose functions could be hosted.");
}
