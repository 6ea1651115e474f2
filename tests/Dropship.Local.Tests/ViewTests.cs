using Microsoft.Extensions.Time.Testing;
using Spectre.Console;

namespace Dropship.Local.Tests;

/// <summary>A run is shown as a live region in a terminal, and as plain lines everywhere else.</summary>
public sealed class ViewTests
{
    private const string Ending = "Stopping… All data is kept in /data.";

    private static readonly AddressList s_addresses = new(
        [
            ("Mail inbox", "Inbox", new Uri("http://127.0.0.1:7090/")),
            ("Sandbox store and 1688", "Sandbox", new Uri("http://127.0.0.1:7080/")),
            ("Order list in Chinese", "Chinese", new Uri("http://127.0.0.1:57091/orders/zh-CN")),
        ],
        AutoApproves: false
    );

    [Theory]
    [InlineData(false, null, "xterm")]
    [InlineData(true, "1", "xterm")]
    [InlineData(true, null, "dumb")]
    public async Task Output_into_a_file_or_without_colours_is_plain(bool isTerminal, string? noColour, string term)
    {
        using var output = new StringWriter();
        await using var view = RunView.Open(
            output,
            isTerminal,
            name =>
                name switch
                {
                    "NO_COLOR" => noColour,
                    "TERM" => term,
                    _ => null,
                }
        );

        Assert.IsType<PlainView>(view);
    }

    [Fact]
    public async Task Plain_output_has_no_codes_and_one_line_for_each_change()
    {
        using var output = new StringWriter();
        await using var view = new PlainView(output);
        view.Show(s_addresses);
        view.Show([Sample.Order(2), Sample.Order(1)]);
        view.Show([Sample.Order(2), Sample.Order(1)]);
        view.Show([Sample.Order(2), Sample.Order(1) with { State = "Fulfilled" }]);
        view.Stop(Ending);

        Assert.DoesNotContain('\x1b', output.ToString());
        Assert.Equal(
            [
                "Mail inbox: http://127.0.0.1:7090/",
                "Sandbox store and 1688: http://127.0.0.1:7080/",
                "Order list in Chinese: http://127.0.0.1:57091/orders/zh-CN",
                "Open the mail inbox and approve. Ctrl-C stops everything; all data is kept.",
                "#1001: Waiting for your approval, 32.80 CNY, YT8985628724658",
                "#1002: Waiting for your approval, 32.80 CNY, YT8985628724658",
                "#1001: Confirmed by the store, 32.80 CNY, YT8985628724658",
                Ending,
            ],
            Lines(output)
        );
    }

    [Fact]
    public async Task Plain_output_tells_each_step_of_the_start_and_how_long_it_took()
    {
        using var output = new StringWriter();
        await using var view = new PlainView(output);
        var time = new FakeTimeProvider();
        var steps = new StartSteps(["npm packages", "Mail inbox"], time);
        view.Show(steps);

        var work = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = steps.NextAsync(tell =>
        {
            tell("120 of 380");
            return work.Task;
        });
        var told = new TaskCompletionSource();
        steps.Moved += step => _ = step.Elapsed >= TimeSpan.FromSeconds(10) && told.TrySetResult();
        while (!told.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        work.SetResult(7);
        Assert.Equal(7, await first);
        await steps.NextAsync(_ => Task.FromResult(0));

        var lines = Lines(output);
        Assert.Equal("Step 1 of 2: npm packages", lines[0]);
        Assert.Matches(@"^Step 1 of 2: 120 of 380, \d+ s$", lines[1]);
        Assert.Matches(@"^Step 1 of 2: done in \d+ s$", lines[^3]);
        Assert.Equal(["Step 2 of 2: Mail inbox", "Step 2 of 2: done in 0 s"], lines[^2..]);
    }

    [Fact]
    public async Task A_terminal_shows_what_is_done_what_runs_and_what_comes()
    {
        await using var view = Terminal(out _);
        var steps = new StartSteps(["npm packages", "Storage emulator", "Mail inbox"], new FakeTimeProvider());
        view.Show(steps);
        await steps.NextAsync(_ => Task.FromResult(0));
        var running = new TaskCompletionSource<int>();
        var second = steps.NextAsync(tell =>
        {
            tell("loading");
            return running.Task;
        });

        Assert.Equal(
            [
                "Starting Dropship on this machine",
                "1 of 3 done   0 s npm packages",
                "2 of 3 now    0 s Storage emulator: loading",
                "3 of 3 next       Mail inbox",
            ],
            view.Draw(80, 20).Select(line => line.ToString())
        );
        running.SetResult(0);
        await second;
    }

    [Theory]
    [InlineData(160, 50)]
    [InlineData(100, 30)]
    [InlineData(80, 24)]
    [InlineData(60, 15)]
    [InlineData(40, 10)]
    [InlineData(36, 8)]
    public async Task The_addresses_stay_and_all_fits_the_terminal(int width, int height)
    {
        await using var view = Terminal(out _);
        view.Show(s_addresses);
        view.Show(Sample.Orders(22));

        var drawn = view.Draw(width, height);
        var lines = drawn.Select(line => line.ToString()).ToList();

        Assert.InRange(lines.Count, 5, height);
        Assert.All(drawn, line => Assert.InRange(line.Width, 0, width));
        Assert.All(
            s_addresses.Entries.Select(entry => entry.Address.AbsoluteUri),
            address => Assert.Contains(lines, line => line.EndsWith(address, StringComparison.Ordinal))
        );
        Assert.Contains(lines, line => line.StartsWith("#1022", StringComparison.Ordinal));
        Assert.Equal(height < 30, lines[^1].StartsWith("and ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_end_is_announced_at_once_in_place_of_the_hint()
    {
        await using var view = Terminal(out _);
        view.Show(s_addresses);
        Assert.Contains(view.Draw(100, 30), line => line.ToString().Contains("Ctrl-C stops everything", StringComparison.Ordinal));

        view.Stop(Ending);

        Assert.Contains(view.Draw(100, 30), line => line.ToString() == Ending);
        Assert.Contains(view.Draw(40, 9), line => line.ToString().StartsWith("Stopping…", StringComparison.Ordinal));
        Assert.DoesNotContain(view.Draw(100, 30), line => line.ToString().Contains("Ctrl-C stops everything", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_terminal_that_is_closed_keeps_its_last_picture_and_takes_sentences()
    {
        var view = Terminal(out var output);
        view.Show(s_addresses);
        await view.DisposeAsync();
        view.Say("2 of 2 orders were confirmed by the store.");

        Assert.Contains("http://127.0.0.1:57091/orders/zh-CN", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("2 of 2 orders were confirmed by the store.", output.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    private static TerminalView Terminal(out StringWriter output)
    {
        output = new StringWriter();
        var settings = new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes };
        settings.Out = new AnsiConsoleOutput(output);
        return new TerminalView(AnsiConsole.Create(settings));
    }

    private static string[] Lines(StringWriter output) =>
        output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
