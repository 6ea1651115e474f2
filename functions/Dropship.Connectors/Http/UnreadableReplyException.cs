namespace Dropship.Connectors.Http;

/// <summary>A reply is not in the expected format. The message names the place and no data.</summary>
internal sealed class UnreadableReplyException(string message) : Exception(message);
