namespace Dropship.LoadTest;

/// <summary>Some measured times, in milliseconds.</summary>
internal sealed record Percentiles(int Count, double Median, double P95, double P99, double Longest)
{
    public static Percentiles Of(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToList();
        return sorted.Count == 0
            ? new Percentiles(0, double.NaN, double.NaN, double.NaN, double.NaN)
            : new Percentiles(sorted.Count, At(0.5), At(0.95), At(0.99), sorted[^1]);

        double At(double share) => sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }
}
