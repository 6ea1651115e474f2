using System.Globalization;
using Spectre.Console;

namespace Dropship.Local;

/// <summary>Shows a run in a terminal: one region that fits it and is drawn again and again; sentences appear above.</summary>
internal sealed class TerminalView : IRunView
{
    private const int LeastHeightForHint = 12;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly IAnsiConsole _console;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _painting;
    private LiveDisplayContext? _context;
    private StartSteps? _steps;
    private AddressList? _addresses;
    private IReadOnlyList<LocalOrder> _orders = [];
    private string? _ending;
    private int _widest;

    public TerminalView(IAnsiConsole console)
    {
        _console = console;
        _painting = console.Live(new Text(string.Empty)).AutoClear(false).Overflow(VerticalOverflow.Crop).StartAsync(PaintAsync);
    }

    public void Say(string sentence) => _console.WriteLine(sentence);

    public void Show(StartSteps steps) => Change(() => _steps = steps);

    public void Show(AddressList addresses) => Change(() => _addresses = addresses);

    public void Show(IReadOnlyList<LocalOrder> orders) => Change(() => _orders = orders);

    public void Stop(string sentence)
    {
        Change(() => _ending = sentence);
        if (_closing.IsCancellationRequested)
        {
            Say(sentence);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_closing.IsCancellationRequested)
        {
            Change(() => { });
            await _closing.CancelAsync();
            await _painting;
        }
    }

    /// <summary>The lines of the region: they fit the terminal, and the addresses are always among them.</summary>
    internal IReadOnlyList<TextLine> Draw(int width, int height)
    {
        lock (_lock)
        {
            List<TextLine> lines = [.. _addresses?.Draw(width) ?? StepLines()];
            var hint = _ending ?? (_addresses?.Hints is { } hints ? hints.FirstOrDefault(text => text.Length <= width) ?? hints[^1] : null);
            if (hint is not null && (_ending is not null || height >= LeastHeightForHint))
            {
                lines.Add(new TextLine(hint, _ending is null ? "grey" : "bold"));
            }

            if (_addresses is not null)
            {
                if (height >= LeastHeightForHint)
                {
                    lines.Add(new TextLine(string.Empty));
                }

                lines.AddRange(OrderTable.Draw(_orders, width, height - lines.Count));
            }

            return [.. lines.Take(height)];
        }
    }

    private IEnumerable<TextLine> StepLines()
    {
        yield return new TextLine("Starting Dropship on this machine", "bold");
        var steps = _steps?.All ?? [];
        foreach (var step in steps)
        {
            var seconds = step.Elapsed is { } elapsed
                ? string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0} s")
                : string.Empty;
            var (sign, colour) = step switch
            {
                { IsDone: true } => ("done", "green"),
                { Elapsed: not null } => ("now ", "yellow"),
                _ => ("next", "grey"),
            };
            yield return new TextLine(
                new TextPart(string.Create(CultureInfo.InvariantCulture, $"{step.Number} of {steps.Count} ")),
                new TextPart(sign, colour),
                new TextPart($"{seconds,6} {step.Name}{(step is { IsDone: false, Detail: { } detail } ? $": {detail}" : string.Empty)}")
            );
        }
    }

    private async Task PaintAsync(LiveDisplayContext context)
    {
        _context = context;
        while (!_closing.IsCancellationRequested)
        {
            Paint();
            await Task.Delay(s_pause, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Paint();
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
        }

        if (!_closing.IsCancellationRequested)
        {
            Paint();
        }
    }

    private void Paint()
    {
        var (width, height) = (_console.Profile.Width, _console.Profile.Height);
        lock (_lock)
        {
            // A live region does not erase what it was wider before; and one of a single line would climb over the line above.
            List<TextLine> lines = [.. Draw(width, height - 1)];
            if (lines.Count < 2)
            {
                lines.Add(new TextLine(string.Empty));
            }

            _widest = Math.Min(width, Math.Max(_widest, lines.Max(line => line.Width)));
            _context?.UpdateTarget(new Rows(lines.Select(line => line.Render(_widest))));
        }
    }
}
