using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Forwarders;

/// <summary>Lets time pass at the forwarder: goods arrive and are sent on.</summary>
internal sealed class ForwarderRobot(SandboxWorld world) : BackgroundService
{
    private static readonly TimeSpan s_pulse = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pulse, world.Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            world.Change(Turn);
        }
    }

    private static void Turn(Step step)
    {
        var settings = ForwarderWork.SettingsOf(step);
        foreach (var order in step.All<ForwarderOrder>().Where(order => !order.IsCancelled).ToList())
        {
            if (order is { ArrivedAt: null, Missing: null } && step.Elapsed - order.AnnouncedElapsed >= settings.ArriveDelaySeconds)
            {
                ForwarderWork.Arrive(step, order);
            }
            else if (
                order is { ArrivedAt: not null, AwaitsSending: true }
                && settings.Mode != ForwarderMode.Silent
                && step.Elapsed - order.ArrivedElapsed >= settings.SendDelaySeconds
            )
            {
                ForwarderWork.Send(step, order);
            }
            else if (order.CorrectAt <= step.Elapsed)
            {
                ForwarderWork.Correct(step, order);
            }
        }
    }
}
