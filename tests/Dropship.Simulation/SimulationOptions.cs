using System.Globalization;

namespace Dropship.Simulation;

/// <summary>What to run.</summary>
/// <param name="Seed">The first seed.</param>
/// <param name="Runs">How many seeds, one after the other.</param>
/// <param name="Orders">How many store orders each run has.</param>
public sealed record SimulationOptions(ulong Seed, int Runs, int Orders)
{
    public const string Usage = "dotnet run --project tests/Dropship.Simulation -- --seed N --runs M [--orders K]";

    /// <summary>Reads the command line; null when it is not understood.</summary>
    public static SimulationOptions? Read(IReadOnlyList<string> arguments)
    {
        var options = new SimulationOptions(1, 1, 20);
        for (var index = 0; index + 1 < arguments.Count; index += 2)
        {
            if (
                !ulong.TryParse(arguments[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number is 0 or > int.MaxValue
            )
            {
                return null;
            }

            switch (arguments[index])
            {
                case "--seed":
                    options = options with { Seed = number };
                    break;
                case "--runs":
                    options = options with { Runs = (int)number };
                    break;
                case "--orders":
                    options = options with { Orders = (int)number };
                    break;
                default:
                    return null;
            }
        }

        return arguments.Count % 2 == 0 ? options : null;
    }
}
