namespace Dropship.ServiceBus;

/// <summary>Tells in plain words what went wrong.</summary>
internal sealed class EmulatorLog(TextWriter writer)
{
    private readonly Lock _gate = new();

    public void Error(string what, Exception exception) => Write($"{what}: {exception.Message}");

    public void Write(string line)
    {
        lock (_gate)
        {
            writer.WriteLine(line);
        }
    }
}
