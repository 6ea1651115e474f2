namespace Dropship.Functions.Tests.Support;

/// <summary>What a scripted activity throws.</summary>
internal sealed class ScriptedFailureException(string message) : Exception(message);
