using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Azure.Core;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Dropship.AzureSdk.Queues;

/// <summary>Messages as the queue service's XML.</summary>
internal static class QueueXml
{
    private static readonly XmlWriterSettings s_settings = new()
    {
        OmitXmlDeclaration = true,
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
    };

    /// <exception cref="ArgumentException">Unencoded text holds a character that XML has no place for.</exception>
    public static RequestContent Message(BinaryData body, QueueMessageEncoding encoding)
    {
        using var buffer = new MemoryStream(256);
        using (var writer = XmlWriter.Create(buffer, s_settings))
        {
            writer.WriteStartElement("QueueMessage");
            writer.WriteElementString("MessageText", encoding is QueueMessageEncoding.Base64 ? Convert.ToBase64String(body.ToMemory().Span) : body.ToString());
            writer.WriteEndElement();
        }

        return RequestContent.Create(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    public static QueueMessage[] Received(XElement list, QueueMessageEncoding encoding) => [.. list.Elements("QueueMessage").Select(m => new QueueMessage(
        Text(m, "MessageId"),
        Text(m, "PopReceipt"),
        Body(m, encoding),
        long.Parse(Text(m, "DequeueCount"), CultureInfo.InvariantCulture),
        Time(m, "TimeNextVisible"),
        Time(m, "InsertionTime"),
        Time(m, "ExpirationTime")))];

    public static PeekedMessage[] Peeked(XElement list, QueueMessageEncoding encoding) => [.. list.Elements("QueueMessage").Select(m => new PeekedMessage(
        Text(m, "MessageId"),
        Body(m, encoding),
        long.Parse(Text(m, "DequeueCount"), CultureInfo.InvariantCulture),
        Time(m, "InsertionTime"),
        Time(m, "ExpirationTime")))];

    public static SendReceipt Sent(XElement list)
    {
        var message = list.Element("QueueMessage") ?? throw new FormatException("The queue service's answer holds no message.");
        return new(
            Text(message, "MessageId"),
            Time(message, "InsertionTime"),
            Time(message, "ExpirationTime"),
            Text(message, "PopReceipt"),
            Time(message, "TimeNextVisible"));
    }

    public static DateTimeOffset ParseTime(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static BinaryData Body(XElement message, QueueMessageEncoding encoding)
    {
        var text = message.Element("MessageText")?.Value ?? string.Empty;
        return encoding is QueueMessageEncoding.Base64 ? new BinaryData(Convert.FromBase64String(text)) : new BinaryData(text);
    }

    private static string Text(XElement message, string name) =>
        message.Element(name)?.Value ?? throw new FormatException($"The queue service's answer holds no {name}.");

    private static DateTimeOffset Time(XElement message, string name) => ParseTime(Text(message, name));
}
