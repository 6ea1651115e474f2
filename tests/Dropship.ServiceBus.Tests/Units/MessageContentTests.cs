using System.Text;
using Dropship.ServiceBus.Wire;

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
        Assert.Equal(content.Encode().ToArray(), again.Encode().ToArray());
    }

    [Fact]
    public void What_a_broker_said_before_is_not_kept()
    {
        var content = MessageContent.Parse(Message("id", null, null));
        var sent = content.Encode(new MessageStanding(7, 7, s_time, 0, 2, TimeSpan.FromSeconds(3), s_time, "grave"));

        var again = MessageContent.Parse(sent);

        Assert.Equal(TimeSpan.FromSeconds(3), again.TimeToLive);
        Assert.DoesNotContain("x-opt-sequence-number", Encoding.UTF8.GetString(again.Encode().Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Properties_are_replaced_and_added()
    {
        var content = MessageContent.Parse(Message("id", null, null))
            .With([new EncodedEntry("a", AmqpWriter.Encode("first")), new EncodedEntry("b", AmqpWriter.Encode("kept"))])
            .With([new EncodedEntry("a", AmqpWriter.Encode("second"))]);

        var text = Encoding.UTF8.GetString(content.Encode().Span);

        Assert.DoesNotContain("first", text, StringComparison.Ordinal);
        Assert.Contains("second", text, StringComparison.Ordinal);
        Assert.Contains("kept", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_is_read_part_by_part()
    {
        var writer = new AmqpWriter();
        foreach (var id in (string[])["a", "b"])
        {
            var message = Message(id, null, null);
            writer.WriteDescriptor(0x75);
            writer.WriteRaw((byte[])[0xB0, 0, 0, (byte)(message.Length >> 8), (byte)message.Length]);
            writer.WriteRaw(message);
        }

        Assert.Equal(["a", "b"], MessageContent.ParseBatch(writer.Written).Select(message => message.MessageId));
    }

    [Fact]
    public void Bytes_that_are_no_message_are_refused()
    {
        var whole = Message("id", "session", s_time).ToArray();
        const int Body = 6;

        // Only between sections a message may end.
        Assert.Equal(2, Enumerable.Range(1, whole.Length - Body).Count(cut => Record.Exception(() => MessageContent.Parse(whole.AsMemory(0, cut))) is not BrokerException));
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

    private static ReadOnlyMemory<byte> Message(string id, string? session, DateTimeOffset? scheduled)
    {
        var writer = new AmqpWriter(8);
        writer.WriteDescriptor(0x72);
        var annotations = writer.BeginMap();
        if (scheduled is { } time)
        {
            writer.WriteSymbol("x-opt-scheduled-enqueue-time");
            writer.WriteTimestamp(time);
        }

        writer.EndCompound(annotations, scheduled is null ? 0 : 2);
        writer.WriteDescriptor(0x73);
        var properties = writer.BeginList();
        writer.WriteString(id);
        for (var i = 0; i < 9; i++)
        {
            writer.WriteNull();
        }

        if (session is null)
        {
            writer.WriteNull();
        }
        else
        {
            writer.WriteString(session);
        }

        writer.EndCompound(properties, 11);
        writer.WriteDescriptor(0x75);
        writer.WriteRaw((byte[])[0xA0, 1, 42]);
        return writer.Written;
    }
}
