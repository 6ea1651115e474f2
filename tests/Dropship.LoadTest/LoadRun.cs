using System.Globalization;
using Spectre.Console;

namespace Dropship.LoadTest;

/// <summary>One measurement from beginning to end.</summary>
internal static class LoadRun
{
    /// <returns>Each round of each system.</returns>
    public static async Task<IReadOnlyList<Measured>> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Output);
        var systems = new List<MeasuredSystem>();
        try
        {
            foreach (var stored in options.Stored)
            {
                systems.Add(await MeasuredSystem.StartAsync(options, stored, sentence => Say(stored, sentence), cancellationToken));
            }

            foreach (var system in systems)
            {
                await system.MeasureRestAsync(cancellationToken);
            }

            var measured = new List<Measured>();
            for (var round = 0; round < options.Rounds; round++)
            {
                foreach (var system in systems)
                {
                    measured.Add(await system.MeasureRoundAsync(cancellationToken));
                }
            }

            return measured;
        }
        finally
        {
            foreach (var system in systems)
            {
                await system.DisposeAsync();
            }
        }
    }

    private static void Say(int stored, string sentence) =>
        AnsiConsole.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[grey]{DateTime.UtcNow:HH:mm:ss} {stored} stored: {sentence}[/]"
        );
}
