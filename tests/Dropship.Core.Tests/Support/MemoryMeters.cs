using System.Diagnostics.Metrics;

namespace Dropship.Core.Tests.Support;

/// <summary>Meters whose measurements are kept. Those of other tests do not show here.</summary>
internal sealed class MemoryMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];
    private readonly MeterListener _listener = new();
    private readonly List<(string Name, double Value, string Tags)> _measured = [];

    public MemoryMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_meters.Contains(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What was measured, as <c>name value tags</c>, in order of time.</summary>
    public IReadOnlyList<string> Lines =>
        [.. _measured.Select(one => FormattableString.Invariant($"{one.Name} {one.Value} {one.Tags}").TrimEnd())];

    public double Sum(string name) => _measured.Where(one => one.Name == name).Sum(one => one.Value);

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.ForEach(meter => meter.Dispose());
    }

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new List<string>();
        foreach (var (name, tag) in tags)
        {
            text.Add($"{name}={tag}");
        }

        _measured.Add((instrument.Name, value, string.Join(' ', text)));
    }
}
