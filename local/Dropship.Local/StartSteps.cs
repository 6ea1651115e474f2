namespace Dropship.Local;

/// <summary>The steps of the start: what is done, what runs, what comes.</summary>
/// <param name="names">Their names, in order.</param>
/// <param name="time">Measures them.</param>
internal sealed class StartSteps(IReadOnlyList<string> names, TimeProvider time)
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private int _begun;

    /// <summary>Raised when a step begins, every second while it runs, and when it is done.</summary>
    public event Action<StartStep>? Moved;

    public IReadOnlyList<StartStep> All { get; } = [.. names.Select((name, index) => new StartStep(index + 1, name))];

    public bool AreDone => All.All(step => step.IsDone);

    /// <summary>Runs the next step.</summary>
    /// <param name="work">What it does; it is given a place for words on how far it is.</param>
    public async Task<T> NextAsync<T>(Func<Action<string>, Task<T>> work)
    {
        var step = All[_begun++];
        var start = time.GetTimestamp();
        step.Elapsed = TimeSpan.Zero;
        Moved?.Invoke(step);
        var running = work(detail => step.Detail = detail);
        while (await Task.WhenAny(running, Task.Delay(s_tick, time)) != running)
        {
            step.Elapsed = time.GetElapsedTime(start);
            Moved?.Invoke(step);
        }

        var result = await running;
        step.Elapsed = time.GetElapsedTime(start);
        step.IsDone = true;
        Moved?.Invoke(step);
        return result;
    }
}
