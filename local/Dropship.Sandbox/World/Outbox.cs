namespace Dropship.Sandbox.World;

/// <summary>Carries messages of one kind to the app as they fall due.</summary>
/// <typeparam name="T">The kind.</typeparam>
internal abstract class Outbox<T>(SandboxWorld world, HttpClient http) : BackgroundService
    where T : Entity
{
    private const int AtOnce = 8;

    private static readonly TimeSpan s_pulse = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    protected SandboxWorld World { get; } = world;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pulse, World.Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var due = World.Change(step => Due(step).ToList());
            await Parallel.ForEachAsync(
                due,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
                async (message, token) => await SendAsync(message, token)
            );
        }
    }

    /// <summary>The messages that go out now, in their order.</summary>
    protected abstract IEnumerable<T> Due(Step step);

    /// <summary>Sends one, and notes what became of it.</summary>
    protected abstract Task SendAsync(T message, CancellationToken cancellationToken);

    /// <summary>Waits for as long as a fault keeps a message back.</summary>
    protected async Task DelayAsync(Fault? fault, CancellationToken cancellationToken)
    {
        if (fault?.Kind == Fault.Delay)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs), World.Time, cancellationToken);
        }
    }

    /// <summary>Posts a request, and once more where it is to arrive twice.</summary>
    /// <param name="make">Makes the request anew for each time.</param>
    /// <param name="repeat">Whether it is to arrive twice.</param>
    /// <param name="answered">Told how long the answer took.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>Whether the last one was taken.</returns>
    protected async Task<bool> PostAsync(
        Func<HttpRequestMessage> make,
        bool repeat,
        Action<TimeSpan> answered,
        CancellationToken cancellationToken
    )
    {
        var delivered = false;
        for (var time = 0; time < (repeat ? 2 : 1); time++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_timeout);
            try
            {
                using var request = make();
                var begin = World.Time.GetTimestamp();
                using var response = await http.SendAsync(request, limit.Token);
                answered(World.Time.GetElapsedTime(begin));
                delivered = response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                delivered = false;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                delivered = false;
            }
        }

        return delivered;
    }
}
