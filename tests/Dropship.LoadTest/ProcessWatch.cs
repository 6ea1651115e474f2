using System.Globalization;

namespace Dropship.LoadTest;

/// <summary>Reads from the system what a process has used: processor time and the most memory that it ever held.</summary>
internal sealed class ProcessWatch(string name, int id)
{
    // The system counts in hundredths of a second.
    private const double TicksPerSecond = 100;

    private double _begin;

    public string Name => name;

    public void Begin() => _begin = CpuSeconds();

    /// <summary>Seconds of processor time since the beginning.</summary>
    public double Cpu() => CpuSeconds() - _begin;

    /// <summary>The most resident memory so far, in megabytes.</summary>
    public double PeakMegabytes()
    {
        // A tab behind the name, then as many blanks as the number leaves of its column: none at ten gigabytes.
        var line = File.ReadLines($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/status")
            .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    private double CpuSeconds()
    {
        var text = File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture))
            / TicksPerSecond;
    }
}
