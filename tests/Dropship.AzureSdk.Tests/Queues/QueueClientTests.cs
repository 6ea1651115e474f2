using Azure;
using Azure.Storage;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Dropship.AzureSdk.Queues;

namespace Dropship.AzureSdk.Tests.Queues;

[Collection(AzuriteGroup.Name)]
public sealed class QueueClientTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly QueueClient _queue = new(azurite.ConnectionString, AzuriteFixture.UniqueName("q"));

    public async Task InitializeAsync() => await _queue.CreateAsync();

    public async Task DisposeAsync() => await _queue.DeleteIfExistsAsync();

    [Theory]
    [InlineData("plain")]
    [InlineData("{\"id\":\"<订单 & 'more'>\"}")]
    [InlineData("  spaces kept \t and lines\nkept ")]
    [InlineData("")]
    public async Task A_message_comes_back_as_it_was_sent(string text)
    {
        var sent = (await _queue.SendMessageAsync(text)).Value;
        var received = (await _queue.ReceiveMessageAsync()).Value!;

        Assert.Equal(text, received.MessageText);
        Assert.Equal(sent.MessageId, received.MessageId);
        Assert.Equal(1, received.DequeueCount);
        Assert.Equal(sent.InsertionTime, received.InsertedOn);
        Assert.Equal(sent.InsertionTime.AddDays(7), sent.ExpirationTime);
        Assert.Equal(204, (await _queue.DeleteMessageAsync(received.MessageId, received.PopReceipt)).Status);
    }

    [Fact]
    public async Task Base64_bodies_carry_any_bytes_and_are_plain_to_a_client_that_does_not_decode()
    {
        var encoded = new QueueClient(azurite.ConnectionString, _queue.Name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        var bytes = new byte[] { 0, 1, 2, 254, 255, 13, 10 };
        await encoded.SendMessageAsync(new BinaryData(bytes));

        Assert.Equal(Convert.ToBase64String(bytes), (await _queue.PeekMessageAsync()).Value!.MessageText);
        Assert.Equal(bytes, (await encoded.PeekMessagesAsync(32)).Value.Single().Body.ToArray());
        Assert.Equal(bytes, (await encoded.ReceiveMessageAsync()).Value!.Body.ToArray());

        await _queue.SendMessageAsync("not base 64!");
        await Assert.ThrowsAsync<FormatException>(() => encoded.ReceiveMessageAsync());
    }

    [Fact]
    public async Task A_received_message_is_hidden_until_its_time_and_its_old_receipt_is_dead()
    {
        await _queue.SendMessageAsync("m");
        var first = (await _queue.ReceiveMessageAsync(TimeSpan.FromSeconds(30))).Value!;
        Assert.Null((await _queue.ReceiveMessageAsync()).Value);

        var update = (await _queue.UpdateMessageAsync(first.MessageId, first.PopReceipt, "changed", TimeSpan.Zero)).Value;
        var stale = await Assert.ThrowsAsync<RequestFailedException>(() => _queue.DeleteMessageAsync(first.MessageId, first.PopReceipt));
        var second = (await _queue.ReceiveMessageAsync()).Value!;

        Assert.Equal(update.PopReceipt, first.Update(update).PopReceipt);
        Assert.True(stale.Status is 400 or 404);
        Assert.Equal(("changed", 2L), (second.MessageText, second.DequeueCount));

        var hidden = (await _queue.UpdateMessageAsync(second.MessageId, second.PopReceipt, visibilityTimeout: TimeSpan.FromSeconds(60))).Value;
        Assert.True(hidden.NextVisibleOn > second.NextVisibleOn);
        Assert.Equal("changed", second.MessageText);
        await _queue.DeleteMessageAsync(second.MessageId, hidden.PopReceipt);
        var gone = await Assert.ThrowsAsync<RequestFailedException>(() => _queue.DeleteMessageAsync(second.MessageId, hidden.PopReceipt));
        Assert.True(gone is { Status: 404 } && gone.ErrorCode == QueueErrorCode.MessageNotFound);
    }

    [Fact]
    public async Task A_message_can_be_sent_to_appear_later_and_to_stay_for_ever()
    {
        var sent = (await _queue.SendMessageAsync("later", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(-1))).Value;

        Assert.Empty((await _queue.ReceiveMessagesAsync()).Value);
        Assert.Equal(sent.InsertionTime.AddMinutes(5), sent.TimeNextVisible);
        Assert.Equal(9999, sent.ExpirationTime.Year);
    }

    [Fact]
    public async Task Many_messages_are_read_at_once_counted_and_cleared()
    {
        for (var i = 0; i < 40; i++)
        {
            await _queue.SendMessageAsync($"{i}");
        }

        Assert.Equal(40, (await _queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.Equal(32, (await _queue.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(60))).Value.Length);
        Assert.Equal(8, (await _queue.PeekMessagesAsync(32)).Value.Length);
        await _queue.ClearMessagesAsync();
        Assert.Equal(0, (await _queue.GetPropertiesAsync()).Value.ApproximateMessagesCountLong);
        var many = await Assert.ThrowsAsync<RequestFailedException>(() => _queue.ReceiveMessagesAsync(33));
        Assert.Equal(400, many.Status);
    }

    [Fact]
    public async Task A_queue_is_created_once_and_told_apart_by_its_metadata()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["owner"] = "orders" };
        var queue = new QueueClient(azurite.ConnectionString, AzuriteFixture.UniqueName("meta"));

        Assert.False((await queue.ExistsAsync()).Value);
        Assert.NotNull(await queue.CreateIfNotExistsAsync(metadata));
        Assert.Null(await queue.CreateIfNotExistsAsync(metadata));
        Assert.Null(await queue.CreateIfNotExistsAsync());
        Assert.True((await queue.ExistsAsync()).Value);
        Assert.Equal("orders", (await queue.GetPropertiesAsync()).Value.Metadata["owner"]);
        await queue.SetMetadataAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["owner"] = "others" });
        Assert.Equal("others", (await queue.GetPropertiesAsync()).Value.Metadata["owner"]);
        Assert.True((await queue.DeleteIfExistsAsync()).Value);
        Assert.False((await queue.DeleteIfExistsAsync()).Value);
    }

    [Fact]
    public async Task Queues_of_the_account_are_listed_by_prefix_over_pages()
    {
        var service = new QueueServiceClient(azurite.ConnectionString);
        var prefix = AzuriteFixture.UniqueName("l");
        for (var i = 0; i < 3; i++)
        {
            await service.CreateQueueAsync($"{prefix}-{i}", new Dictionary<string, string>(StringComparer.Ordinal) { ["n"] = $"{i}" });
        }

        Assert.Equal(3, (await service.GetQueuesAsync(prefix: prefix).ToListAsync()).Count);
        var pages = new List<int>();
        await foreach (var page in service.GetQueuesAsync(QueueTraits.Metadata, prefix).AsPages(pageSizeHint: 2))
        {
            pages.Add(page.Values.Count);
            Assert.All(page.Values, q => Assert.True(q.Metadata!.ContainsKey("n")));
        }

        Assert.Equal([2, 1], pages);
        await service.DeleteQueueAsync($"{prefix}-0");
        var missing = await Assert.ThrowsAsync<RequestFailedException>(() => service.GetQueueClient($"{prefix}-0").SendMessageAsync("m"));
        Assert.True(missing is { Status: 404 } && missing.ErrorCode == QueueErrorCode.QueueNotFound);
    }

    [Fact]
    public async Task A_queue_is_reached_by_address_and_key()
    {
        const string key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
        var queue = new QueueClient(new Uri($"{azurite.Server.QueueEndpoint}/{_queue.Name}"), new StorageSharedKeyCredential("devstoreaccount1", key));

        await queue.SendMessageAsync("m");

        Assert.Equal(_queue.Name, queue.Name);
        Assert.Equal(_queue.Uri, queue.Uri);
        Assert.Equal("m", (await _queue.PeekMessageAsync()).Value!.MessageText);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_refused()
    {
        var exception = await Assert.ThrowsAsync<RequestFailedException>(() => _queue.SendMessageAsync(new string('x', _queue.MessageMaxBytes + 1)));

        Assert.Equal(413, exception.Status);
    }

    [Fact]
    public async Task Sending_is_told_inside_the_process()
    {
        var told = new List<string>();
        using (QueueSends.Listen(queue =>
        {
            lock (told)
            {
                told.Add(queue);
            }
        }))
        {
            await _queue.SendMessageAsync("m");
        }

        await _queue.SendMessageAsync("m");
        Assert.Single(told, queue => queue == _queue.Uri.AbsoluteUri);
    }
}
