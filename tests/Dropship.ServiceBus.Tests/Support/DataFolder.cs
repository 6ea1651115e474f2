namespace Dropship.ServiceBus.Tests.Support;

/// <summary>A folder for one emulator's file, gone with the test.</summary>
public sealed class DataFolder : IDisposable
{
    public DataFolder() => Folder = Directory.CreateTempSubdirectory("bus-tests-").FullName;

    public string Folder { get; }

    public string Data => Path.Combine(Folder, "bus.db");

    /// <summary>A config file beside the tests.</summary>
    public static string Config(string name) => Path.Combine(AppContext.BaseDirectory, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
