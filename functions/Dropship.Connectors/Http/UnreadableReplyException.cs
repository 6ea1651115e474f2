namespace Dropship.Connectors.Http;

/// <summary>A reply has not the shape it should have. The message names the place and no data.</summary>
internal sealed class UnreadableReplyException(string message) : Exception(message);
