using System.Text;
using Dropship.ServiceBus.Wire;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Dropship.ServiceBus.Tests.Units;

public sealed class MessageContentTests
{
    private static readonly DateTimeOffset s_time = DateTimeOffset.FromUnixTimeMilliseconds(1_900_000_000_123);

    [Fact]
    public void A_message_is_the_same_after_it_was_kept()
    {
        var content = MessageContent.Parse(Message("id", "session", s_time));

        var again = MessageContent.Parse(content.Encode());

        Assert.Equal(("id", "session", s_time), (content.MessageId, content.SessionId, content.ScheduledFor));
        Assert.Equal(("id", "session", s_time), (again.MessageId, again.SessionId, again.ScheduledFor));
        Assert.Equal(content.Encode(), again.Encode());
    }

    [Fact]
    public void What_a_broker_said_before_is_not_kept()
    {
        var content = MessageContent.Parse(Message("id", null, null));
        var said = new MessageAnnotations();
        said.Map["x-opt-sequence-number"] = 7L;
        said.Map["x-opt-deadletter-source"] = "grave";
        var sent = content.Encode(TimeSpan.FromSeconds(3), deliveryCount: 2, said);

        var again = MessageContent.Parse(sent);

        Assert.Equal(TimeSpan.FromSeconds(3), again.TimeToLive);
        Assert.Contains("x-opt-sequence-number", Encoding.UTF8.GetString(sent), StringComparison.Ordinal);
        Assert.DoesNotContain("x-opt-", Encoding.UTF8.GetString(again.Encode()), StringComparison.Ordinal);
    }

    [Fact]
    public void Properties_are_replaced_and_added()
    {
        var content = MessageContent
            .Parse(Message("id", null, null))
            .With(new Fields { ["a"] = "first", ["b"] = "kept" })
            .With(new Fields { ["a"] = "second" });

        var text = Encoding.UTF8.GetString(content.Encode());

        Assert.DoesNotContain("first", text, StringComparison.Ordinal);
        Assert.Contains("second", text, StringComparison.Ordinal);
        Assert.Contains("kept", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_is_read_part_by_part()
    {
        var batch = Encode(new Data { Value = Message("a", null, null) }, new Data { Value = Message("b", null, null) });

        Assert.Equal(["a", "b"], MessageContent.ParseBatch(batch).Select(message => message.MessageId));
    }

    [Fact]
    public void Bytes_that_are_no_message_are_refused()
    {
        var whole = Message("id", "session", s_time).ToArray();
        const int Body = 6;

        // Only between sections a message may end.
        bool CanEnd(int cut) => Record.Exception(() => MessageContent.Parse(whole[..cut])) is not BrokerException;
        Assert.Equal(2, Enumerable.Range(1, whole.Length - Body).Count(CanEnd));
        Assert.Throws<BrokerException>(() => MessageContent.Parse(new byte[100_000]));
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = (byte[])whole.Clone();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                MessageContent.Parse(bytes);
            }
            catch (BrokerException exception)
            {
                Assert.Equal("amqp:decode-error", exception.Condition);
            }
        }
    }

    private static ArraySegment<byte> Message(string id, string? session, DateTimeOffset? scheduled)
    {
        var annotations = new MessageAnnotations();
        if (scheduled is { } time)
        {
            annotations.Map["x-opt-scheduled-enqueue-time"] = time.UtcDateTime;
        }

        var properties = new Properties { MessageId = id, GroupId = session };
        return Encode(annotations, properties, new Data { Value = new ArraySegment<byte>([42]) });
    }

    private static ArraySegment<byte> Encode(params AmqpDescribed[] sections)
    {
        var buffer = new ByteBuffer(256, autoGrow: true);
        foreach (var section in sections)
        {
            section.Encode(buffer);
        }

        return new ArraySegment<byte>(buffer.Buffer, buffer.Offset, buffer.Length);
    }
}
