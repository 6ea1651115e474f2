using Azure.Data.Tables;

namespace Dropship.AzureSdk.Tests.Tables;

/// <summary>What holds of entity group transactions in each way of running the emulator.</summary>
public abstract class TransactionContract(string connectionString) : IAsyncLifetime
{
    private readonly TableClient _table = new(connectionString, AzuriteFixture.UniqueName("tx"));

    public async Task InitializeAsync() => await _table.CreateAsync();

    public async Task DisposeAsync() => await _table.DeleteAsync();

    [Fact]
    public async Task All_kinds_of_operation_happen_together_and_tell_their_new_tags()
    {
        foreach (var key in (string[])["merge", "replace", "delete", "upsert"])
        {
            await _table.AddEntityAsync(new TableEntity("p", key) { ["Old"] = 1 });
        }

        var tag = (await _table.GetEntityAsync<TableEntity>("p", "merge")).Value.ETag;
        var result = await _table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "add's 100% \"new\"") { ["New"] = "--changeset HTTP/1.1 付款\r\n\r\n--batch" }),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "merge") { ["New"] = 2 }, tag),
            new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "replace") { ["New"] = 2 }),
            new(TableTransactionActionType.Delete, new TableEntity("p", "delete")),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "upsert") { ["New"] = 2 }),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "upsert2") { ["New"] = 2 }),
        ]);

        Assert.Equal(6, result.Value.Count);
        Assert.All(result.Value, r => Assert.Equal(204, r.Status));
        var rows = (await _table.QueryAsync<TableEntity>().ToListAsync()).ToDictionary(r => r.RowKey, StringComparer.Ordinal);
        Assert.Equal("--changeset HTTP/1.1 付款\r\n\r\n--batch", rows["add's 100% \"new\""].GetString("New"));
        Assert.True(rows["merge"].ContainsKey("Old"));
        Assert.False(rows["replace"].ContainsKey("Old"));
        Assert.False(rows.ContainsKey("delete"));
        Assert.True(rows["upsert"].ContainsKey("Old"));
        Assert.True(rows.ContainsKey("upsert2"));
        Assert.Equal(rows["merge"].ETag, result.Value[1].Headers.ETag);
        Assert.Equal(rows["upsert2"].ETag, result.Value[5].Headers.ETag);

        // The tags that came back are good for the next change.
        await _table.UpdateEntityAsync(new TableEntity("p", "merge") { ["New"] = 3 }, result.Value[1].Headers.ETag!.Value);
    }

    [Fact]
    public async Task One_refusal_undoes_all_and_names_the_operation()
    {
        await _table.AddEntityAsync(new TableEntity("p", "there"));

        var exception = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "first")),
            new(TableTransactionActionType.Add, new TableEntity("p", "second")),
            new(TableTransactionActionType.Add, new TableEntity("p", "there")),
        ]));

        Assert.Equal((409, "EntityAlreadyExists", 2), (exception.Status, exception.ErrorCode, exception.FailedTransactionActionIndex));
        Assert.Single(await _table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task A_stale_tag_refuses_the_transaction()
    {
        var first = (await _table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 })).Headers.ETag!.Value;
        await _table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, first);

        var exception = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "event")),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "r") { ["A"] = 3 }, first),
        ]));

        Assert.Equal((412, "UpdateConditionNotSatisfied", 1), (exception.Status, exception.ErrorCode, exception.FailedTransactionActionIndex));
        Assert.False((await _table.GetEntityIfExistsAsync<TableEntity>("p", "event")).HasValue);
    }

    [Fact]
    public async Task What_Azure_would_refuse_is_refused_before_it_is_sent()
    {
        static TableTransactionAction Add(string partition, string row) => new(TableTransactionActionType.Add, new TableEntity(partition, row));

        await Assert.ThrowsAsync<InvalidOperationException>(() => _table.SubmitTransactionAsync([]));
        var many = await Assert.ThrowsAsync<TableTransactionFailedException>(() =>
            _table.SubmitTransactionAsync(Enumerable.Range(0, 101).Select(i => Add("p", $"{i}"))));
        var partitions = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync([Add("p", "1"), Add("q", "2")]));
        var twice = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync([Add("p", "1"), Add("p", "2"), Add("p", "1")]));

        Assert.Equal((400, "InvalidInput"), (many.Status, many.ErrorCode));
        Assert.Equal((400, "CommandsInBatchActOnDifferentPartitions", 1), (partitions.Status, partitions.ErrorCode, partitions.FailedTransactionActionIndex));
        Assert.Equal((400, "InvalidDuplicateRow", 2), (twice.Status, twice.ErrorCode, twice.FailedTransactionActionIndex));
        Assert.Empty(await _table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task A_hundred_rows_fit_in_one_transaction()
    {
        var result = await _table.SubmitTransactionAsync(Enumerable.Range(0, 100).Select(i =>
            new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{i:000}") { ["Text"] = new string('x', 1000) })));

        Assert.Equal(100, result.Value.Count);
        Assert.All(result.Value, r => Assert.NotNull(r.Headers.ETag));
    }
}
