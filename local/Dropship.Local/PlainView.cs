using System.Globalization;

namespace Dropship.Local;

/// <summary>Shows a run as plain text, one line for each change: in a file, in a pipe, and where NO_COLOR is set.</summary>
internal sealed class PlainView(TextWriter output) : IRunView
{
    private static readonly TimeSpan s_progressEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private TimeSpan _progressAfter;

    public void Say(string sentence)
    {
        lock (_lock)
        {
            output.WriteLine(sentence);
            output.Flush();
        }
    }

    public void Show(StartSteps steps) =>
        steps.Moved += step =>
        {
            var head = string.Create(CultureInfo.InvariantCulture, $"Step {step.Number} of {steps.All.Count}: ");
            var elapsed = step.Elapsed ?? TimeSpan.Zero;
            if (step.IsDone)
            {
                Say(string.Create(CultureInfo.InvariantCulture, $"{head}done in {elapsed.TotalSeconds:0} s"));
            }
            else if (elapsed == TimeSpan.Zero)
            {
                _progressAfter = s_progressEvery;
                Say($"{head}{step.Name}");
            }
            else if (elapsed >= _progressAfter)
            {
                _progressAfter += s_progressEvery;
                Say(string.Create(CultureInfo.InvariantCulture, $"{head}{step.Detail ?? step.Name}, {elapsed.TotalSeconds:0} s"));
            }
        };

    public void Show(AddressList addresses)
    {
        foreach (var (name, _, address) in addresses.Entries)
        {
            Say($"{name}: {address.AbsoluteUri}");
        }

        Say(addresses.Hints[0]);
    }

    public void Show(IReadOnlyList<LocalOrder> orders)
    {
        foreach (var order in LocalOrder.NewestFirst(orders).Reverse())
        {
            var line = OrderWords.Line(order);
            if (_told.GetValueOrDefault(order.Number) != line)
            {
                _told[order.Number] = line;
                Say(line);
            }
        }
    }

    public void Stop(string sentence) => Say(sentence);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
