namespace Dropship.Local;

/// <summary>The options of a run.</summary>
internal sealed record LocalOptions
{
    /// <summary>How many orders the store gets in total; null for a few at once and then one every few seconds.</summary>
    public int? Orders { get; init; }

    public static IReadOnlyList<string> DefaultStores { get; } = [Seeder.Shopify];

    /// <summary>The platforms of the sandbox stores, of <see cref="Seeder.Platforms"/>; orders go to them by turns.</summary>
    public IReadOnlyList<string> Stores { get; init; } = DefaultStores;

    public bool AutoApprove { get; init; }

    public bool ExitWhenDone { get; init; }

    /// <summary>The data folder.</summary>
    public required string Folder { get; init; }

    public bool Reset { get; init; }

    /// <summary>The host, <see cref="AppProgram.Local"/> or <see cref="AppProgram.Func"/>; null leaves it to the environment.</summary>
    public string? Host { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(20);
}
