using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Dropship.AzureSdk.Tests.Tables;

[Collection(AzuriteGroup.Name)]
public sealed class TableClientTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly TableClient _table = new(azurite.ConnectionString, AzuriteFixture.UniqueName("t"));

    public async Task InitializeAsync() => await _table.CreateAsync();

    public async Task DisposeAsync() => await _table.DeleteAsync();

    [Fact]
    public async Task A_row_keeps_every_type_of_property()
    {
        var time = new DateTimeOffset(2026, 1, 3, 4, 5, 6, 789, TimeSpan.FromHours(8));
        var guid = Guid.NewGuid();
        var added = await _table.AddEntityAsync(new TableEntity("p", "r")
        {
            ["Text"] = "付款 \"quoted\" \\ \r\n ' <b> 😀",
            ["Flag"] = true,
            ["Int"] = -7,
            ["Long"] = long.MaxValue,
            ["Double"] = 2.5,
            ["Whole"] = 3.0,
            ["NaN"] = double.NaN,
            ["Infinite"] = double.NegativeInfinity,
            ["Guid"] = guid,
            ["Time"] = time,
            ["Utc"] = time.UtcDateTime,
            ["Bytes"] = new byte[] { 0, 1, 255 },
            ["Data"] = BinaryData.FromString("data"),
            ["Nothing"] = null,
        });

        var row = (await _table.GetEntityAsync<TableEntity>("p", "r")).Value;

        Assert.Equal("付款 \"quoted\" \\ \r\n ' <b> 😀", row.GetString("Text"));
        Assert.True(row.GetBoolean("Flag"));
        Assert.Equal(-7, row.GetInt32("Int"));
        Assert.Equal(long.MaxValue, row.GetInt64("Long"));
        Assert.Equal(2.5, row.GetDouble("Double"));
        Assert.Equal(3.0, row.GetDouble("Whole"));
        Assert.Equal(double.NaN, row.GetDouble("NaN"));
        Assert.Equal(double.NegativeInfinity, row.GetDouble("Infinite"));
        Assert.Equal(guid, row.GetGuid("Guid"));
        Assert.Equal(time, row.GetDateTimeOffset("Time"));
        Assert.IsType<DateTimeOffset>(row["Utc"]);
        Assert.Equal(time.UtcDateTime, row.GetDateTime("Utc"));
        Assert.Equal([0, 1, 255], row.GetBinary("Bytes")!);
        Assert.Equal("data", row.GetBinaryData("Data")!.ToString());
        Assert.False(row.ContainsKey("Nothing"));
        Assert.Null(row.GetString("Missing"));
        Assert.Equal(added.Headers.ETag, row.ETag);
        Assert.NotNull(row.Timestamp);
        Assert.Throws<InvalidOperationException>(() => row.GetInt32("Text"));
    }

    [Fact]
    public async Task A_class_of_rows_is_written_and_read_by_its_properties()
    {
        var written = new Parcel
        {
            PartitionKey = "p",
            RowKey = "r",
            Weight = 5.0,
            Count = 3,
            Cents = 12_345_678_901,
            State = ParcelState.Shipped,
            SeenAt = DateTimeOffset.Parse("2026-02-03T04:05:06.1234567Z", System.Globalization.CultureInfo.InvariantCulture),
            Raw = [1, 2],
            Id = Guid.NewGuid(),
            Renamed = "x",
            Secret = "never stored",
        };
        await _table.AddEntityAsync(written);

        var read = (await _table.GetEntityAsync<Parcel>("p", "r")).Value;
        var row = (await _table.GetEntityAsync<TableEntity>("p", "r")).Value;

        Assert.Equal(5.0, read.Weight);
        Assert.Equal(3, read.Count);
        Assert.Equal(12_345_678_901, read.Cents);
        Assert.Equal(ParcelState.Shipped, read.State);
        Assert.Equal(written.SeenAt, read.SeenAt);
        Assert.Equal(written.Raw, read.Raw);
        Assert.Equal(written.Id, read.Id);
        Assert.Equal("x", read.Renamed);
        Assert.Null(read.Secret);
        Assert.Null(read.Missing);
        Assert.Equal(row.ETag, read.ETag);
        Assert.Equal(row.Timestamp, read.Timestamp);
        Assert.Equal("Shipped", row.GetString("State"));
        Assert.Equal("x", row.GetString("other_name"));
        Assert.Equal(6, row.GetInt32("Doubled"));
        Assert.False(row.ContainsKey("Secret"));
    }

    [Theory]
    [InlineData("it's 100% of p+q, (really)")]
    [InlineData("订单|A=B;C&D:\"e\"")]
    [InlineData("")]
    public async Task Keys_of_any_text_find_their_row(string key)
    {
        await _table.UpsertEntityAsync(new TableEntity("p|" + key, key) { ["A"] = 1 });

        Assert.Equal(1, (await _table.GetEntityAsync<TableEntity>("p|" + key, key)).Value.GetInt32("A"));
        var found = await _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"RowKey eq {key} and PartitionKey eq {"p|" + key}")).ToListAsync();
        Assert.Single(found);
        Assert.Equal(204, (await _table.DeleteEntityAsync("p|" + key, key)).Status);
    }

    [Fact]
    public async Task Merge_keeps_what_it_does_not_name_and_replace_does_not()
    {
        await _table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1 });
        await _table.UpsertEntityAsync(new TableEntity("p", "r") { ["B"] = 2 });
        var merged = (await _table.GetEntityAsync<TableEntity>("p", "r")).Value;
        Assert.Equal((1, 2), (merged.GetInt32("A"), merged.GetInt32("B")));

        await _table.UpdateEntityAsync(new TableEntity("p", "r") { ["C"] = 3 }, ETag.All, TableUpdateMode.Replace);
        var replaced = (await _table.GetEntityAsync<TableEntity>("p", "r")).Value;
        Assert.Null(replaced.GetInt32("A"));
        Assert.Equal(3, replaced.GetInt32("C"));
    }

    [Fact]
    public async Task An_update_with_the_tag_of_an_older_version_is_refused()
    {
        var first = (await _table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 })).Headers.ETag!.Value;
        var second = (await _table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, first)).Headers.ETag!.Value;

        var update = await Assert.ThrowsAsync<RequestFailedException>(() => _table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 3 }, first));
        var delete = await Assert.ThrowsAsync<RequestFailedException>(() => _table.DeleteEntityAsync("p", "r", first));

        Assert.Equal((412, "UpdateConditionNotSatisfied"), (update.Status, update.ErrorCode));
        Assert.Equal(412, delete.Status);
        Assert.Equal(204, (await _table.DeleteEntityAsync("p", "r", second)).Status);
        await Assert.ThrowsAsync<ArgumentException>(() => _table.UpdateEntityAsync(new TableEntity("p", "r"), default));
    }

    [Fact]
    public async Task Expected_refusals_are_told_by_status_and_code()
    {
        await _table.AddEntityAsync(new TableEntity("p", "r"));

        var twice = await Assert.ThrowsAsync<RequestFailedException>(() => _table.AddEntityAsync(new TableEntity("p", "r")));
        var missing = await Assert.ThrowsAsync<RequestFailedException>(() => _table.GetEntityAsync<TableEntity>("p", "none"));
        var updated = await Assert.ThrowsAsync<RequestFailedException>(() => _table.UpdateEntityAsync(new TableEntity("p", "none"), ETag.All));
        var table = await Assert.ThrowsAsync<RequestFailedException>(() => _table.CreateAsync());
        var filter = await Assert.ThrowsAsync<RequestFailedException>(async () => await _table.QueryAsync<TableEntity>("A is B").ToListAsync());
        var nowhere = await Assert.ThrowsAsync<RequestFailedException>(
            () => new TableClient(azurite.ConnectionString, AzuriteFixture.UniqueName("none")).AddEntityAsync(new TableEntity("p", "r")));

        Assert.True(twice is { Status: 409 } && twice.ErrorCode == TableErrorCode.EntityAlreadyExists);
        Assert.True(missing is { Status: 404 } && missing.ErrorCode == TableErrorCode.ResourceNotFound);
        Assert.Equal(404, updated.Status);
        Assert.True(table is { Status: 409 } && table.ErrorCode == TableErrorCode.TableAlreadyExists);
        Assert.True(filter is { Status: 400 } && filter.ErrorCode == TableErrorCode.InvalidInput);
        Assert.True(nowhere is { Status: 404 } && nowhere.ErrorCode == TableErrorCode.TableNotFound);
    }

    [Fact]
    public async Task What_is_gone_or_there_already_is_no_error_where_the_caller_allows_for_it()
    {
        Assert.Equal(404, (await _table.DeleteEntityAsync("p", "none")).Status);
        Assert.False((await _table.GetEntityIfExistsAsync<TableEntity>("p", "none")).HasValue);
        Assert.Equal(_table.Name, (await _table.CreateIfNotExistsAsync()).Value.Name);
        Assert.Equal(404, (await new TableClient(azurite.ConnectionString, AzuriteFixture.UniqueName("none")).DeleteAsync()).Status);

        await _table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 2 });
        var row = await _table.GetEntityIfExistsAsync<TableEntity>("p", "r", ["A"]);
        Assert.True(row.HasValue);
        Assert.Equal(1, row.Value!.GetInt32("A"));
        Assert.False(row.Value.ContainsKey("B"));
    }

    [Fact]
    public async Task Filters_carry_values_of_every_type()
    {
        var time = new DateTimeOffset(2026, 1, 3, 4, 5, 6, TimeSpan.Zero);
        var guid = Guid.NewGuid();
        await _table.AddEntityAsync(new TableEntity("p", "1") { ["S"] = "it's", ["L"] = 5L, ["B"] = true, ["D"] = 1.5, ["G"] = guid, ["T"] = time });
        await _table.AddEntityAsync(new TableEntity("p", "2") { ["S"] = "its", ["L"] = 6L, ["B"] = false, ["D"] = 2.5, ["G"] = Guid.NewGuid(), ["T"] = time.AddDays(1) });

        string[] filters =
        [
            TableClient.CreateQueryFilter($"S eq {"it's"}"),
            TableClient.CreateQueryFilter($"L lt {6L}"),
            TableClient.CreateQueryFilter($"B eq {true}"),
            TableClient.CreateQueryFilter($"D le {1.5}"),
            TableClient.CreateQueryFilter($"G eq {guid}"),
            TableClient.CreateQueryFilter($"T lt {time.AddHours(1)}"),
            TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and (RowKey eq {"1"} or RowKey eq {"3"})"),
        ];

        foreach (var filter in filters)
        {
            var rows = await _table.QueryAsync<TableEntity>(filter, select: ["RowKey"]).ToListAsync();
            Assert.Equal(["1"], rows.Select(r => r.RowKey));
        }

        Assert.Equal("A eq null and B eq X'00ff'", TableClient.CreateQueryFilter($"A eq {null} and B eq {new byte[] { 0, 255 }}"));
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"A eq {TimeSpan.Zero}"));
    }

    [Fact]
    public async Task Pages_continue_where_the_last_ended()
    {
        for (var batch = 0; batch < 3; batch++)
        {
            await _table.SubmitTransactionAsync(Enumerable.Range(batch * 50, 50).Select(i =>
                new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", i.ToString("000", System.Globalization.CultureInfo.InvariantCulture)))));
        }

        var all = await _table.QueryAsync<TableEntity>(maxPerPage: 40).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 150).Select(i => i.ToString("000", System.Globalization.CultureInfo.InvariantCulture)), all.Select(r => r.RowKey));

        var pages = new List<Page<TableEntity>>();
        await foreach (var page in _table.QueryAsync<TableEntity>("PartitionKey eq 'p'").AsPages(pageSizeHint: 60))
        {
            pages.Add(page);
        }

        Assert.Equal([60, 60, 30], pages.Select(p => p.Values.Count));
        Assert.Null(pages[^1].ContinuationToken);
        await foreach (var page in _table.QueryAsync<TableEntity>().AsPages(pages[0].ContinuationToken, 60))
        {
            Assert.Equal("060", page.Values[0].RowKey);
            break;
        }
    }

    [Fact]
    public async Task Tables_of_the_account_are_listed_created_and_deleted()
    {
        var service = new TableServiceClient(azurite.ConnectionString);
        var name = AzuriteFixture.UniqueName("listed");

        Assert.Equal(name, (await service.CreateTableAsync(name)).Value.Name);
        Assert.Equal(name, (await service.CreateTableIfNotExistsAsync(name)).Value.Name);
        Assert.Contains(await service.QueryAsync($"TableName eq '{name}'").ToListAsync(), t => t.Name == name);
        Assert.Equal(204, (await service.DeleteTableAsync(name)).Status);
        Assert.Equal(404, (await service.DeleteTableAsync(name)).Status);
        Assert.Equal("devstoreaccount1", service.AccountName);
        Assert.Equal(name, service.GetTableClient(name).Name);
    }

    [Fact]
    public async Task An_account_is_reached_by_address_and_key_and_a_wrong_key_is_refused()
    {
        const string key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
        var right = new TableClient(azurite.Server.TableEndpoint, _table.Name, new TableSharedKeyCredential("devstoreaccount1", key));
        var wrong = new TableClient(azurite.Server.TableEndpoint, _table.Name, new TableSharedKeyCredential("devstoreaccount1", "d3Jvbmc="));

        await right.AddEntityAsync(new TableEntity("p", "r"));
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => wrong.AddEntityAsync(new TableEntity("p", "r2")));

        Assert.Equal((403, "AuthorizationFailure"), (refused.Status, refused.ErrorCode));
    }

    [Fact]
    public async Task A_call_can_be_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _table.AddEntityAsync(new TableEntity("p", "r"), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _table.QueryAsync<TableEntity>(cancellationToken: cancelled.Token).ToListAsync());
    }

    private enum ParcelState
    {
        Packed,
        Shipped,
    }

    private sealed class Parcel : ITableEntity
    {
        public string PartitionKey { get; set; } = string.Empty;

        public string RowKey { get; set; } = string.Empty;

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public double Weight { get; set; }

        public int Count { get; set; }

        public int Doubled => Count * 2;

        public long? Cents { get; set; }

        public ParcelState? State { get; set; }

        public DateTimeOffset SeenAt { get; set; }

        public byte[]? Raw { get; set; }

        public Guid Id { get; set; }

        public bool? Missing { get; set; }

        [DataMember(Name = "other_name")]
        public string? Renamed { get; set; }

        [IgnoreDataMember]
        public string? Secret { get; set; }
    }
}
