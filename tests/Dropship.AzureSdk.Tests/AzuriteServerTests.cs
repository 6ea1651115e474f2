using Azure.Data.Tables;
using Dropship.Tooling;

namespace Dropship.AzureSdk.Tests;

/// <summary>What the emulator can be asked for beside its services.</summary>
public sealed class AzuriteServerTests(RoomyAzuriteFixture roomy) : IClassFixture<RoomyAzuriteFixture>
{
    [Fact]
    public async Task It_collects_when_it_is_asked_and_keeps_what_it_holds()
    {
        var table = new TableServiceClient(roomy.ConnectionString).GetTableClient($"t{Guid.NewGuid():N}");
        await table.CreateIfNotExistsAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["D"] = "kept" });

        await roomy.Server.CollectAsync(CancellationToken.None);
        await roomy.Server.CollectAsync(CancellationToken.None);

        Assert.Equal("kept", (await table.GetEntityAsync<TableEntity>("p", "r")).Value.GetString("D"));
    }

    [Fact]
    public async Task One_without_a_size_for_its_memory_says_that_it_cannot()
    {
        await using var plain = await AzuriteServer.StartAsync(null, null, null, CancellationToken.None);

        await Assert.ThrowsAsync<InvalidOperationException>(() => plain.CollectAsync(CancellationToken.None));
    }
}
