using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

/// <summary>The table of scenarios leaves out no platform and no scenario.</summary>
public sealed class ScenarioTableTests
{
    [Fact]
    public async Task Each_platform_that_is_built_in_has_a_column_and_each_cell_says_something()
    {
        await using var bench = Bench.Make();

        Assert.Equal(
            bench.Get<IStorePlatforms>().Names.Order(StringComparer.Ordinal),
            ScenarioTable.Platforms.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal)
        );
        Assert.Equal(Scenario.All, ScenarioTable.Rows.Select(row => row[0]));
        Assert.All(ScenarioTable.Rows, row => Assert.All(row, cell => Assert.NotEmpty(cell)));
    }
}
