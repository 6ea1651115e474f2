using Dropship.Sandbox.Control;

namespace Dropship.Sandbox;

/// <summary>How a sandbox is started.</summary>
public sealed record SandboxOptions
{
    /// <summary>Where it listens; port 0 lets the system choose.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>Where it keeps its state over a restart; null keeps none.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether it shares the process with others, such as tests.</summary>
    public bool InProcess { get; init; } = true;

    /// <summary>The clock that all its times and delays are taken from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads <c>--urls</c> and <c>--data</c>.</summary>
    /// <exception cref="ControlException">An argument is not known or lacks its value.</exception>
    public static SandboxOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new SandboxOptions { Url = "http://127.0.0.1:7080", InProcess = false };
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new ControlException($"'{arguments[i]}' needs a value.");
            options = arguments[i] switch
            {
                "--urls" => options with { Url = value },
                "--data" => options with { Folder = value },
                _ => throw new ControlException(
                    $"'{arguments[i]}' is not known. Usage: Dropship.Sandbox [--urls http://127.0.0.1:PORT] [--data FOLDER]"
                ),
            };
        }

        return options;
    }
}
