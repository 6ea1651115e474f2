using System.Text.Json;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.Infra;

/// <summary>The queries of the alerts and of the workbook, by Microsoft's parser and with the columns that Log Analytics has.</summary>
[Collection(InfrastructureGroup.Name)]
public sealed class QueryTests(Infrastructure infrastructure)
{
    [Fact]
    public async Task Every_query_can_be_asked()
    {
        Assert.True(infrastructure.Queries.Count >= 20);

        Assert.Empty(await ErrorsAsync(infrastructure.Queries));
    }

    [Theory]
    [InlineData("AppTraces | were Message == 'x'", "Query operator expected")]
    [InlineData("AppTrace | count", "'AppTrace' does not refer to any known table")]
    [InlineData("AppMetrics | summarize Found = sum(Total)", "'Total' does not refer to any known column")]
    public async Task A_mistake_is_found(string query, string error) =>
        Assert.Contains(error, await ErrorsAsync([query]), StringComparison.Ordinal);

    private async Task<string> ErrorsAsync(IReadOnlyList<string> queries)
    {
        var file = Path.Combine(infrastructure.Folder, $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(queries));
        return await Script.RunAsync("Infra/query-errors.mjs", Script.PathOf("Infra/tables.kql"), file);
    }
}
