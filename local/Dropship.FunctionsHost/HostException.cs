namespace Dropship.FunctionsHost;

/// <summary>Why the host cannot run; the message is for the person who started it.</summary>
public sealed class HostException(string message) : Exception(message);
