namespace Dropship.Simulation.Engine;

/// <summary>Chance that a seed decides: SplitMix64, whose numbers are the same on every machine and in every version.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A whole number from 0 to <paramref name="end"/>, which is not reached.</summary>
    public int Below(int end) => (int)(Next() % (ulong)end);

    /// <summary>A number from 0 to 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double share) => share > 0 && Share() < share;

    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + TimeSpan.FromTicks((long)(Share() * (most - least).Ticks));

    public TimeSpan Minutes(double least, double most) => Between(TimeSpan.FromMinutes(least), TimeSpan.FromMinutes(most));

    public TimeSpan Hours(double least, double most) => Between(TimeSpan.FromHours(least), TimeSpan.FromHours(most));

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    /// <summary>A second source of chance, so that one part's draws do not shift another's.</summary>
    public Dice Fork() => new(Next());
}
