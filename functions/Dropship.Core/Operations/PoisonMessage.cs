namespace Dropship.Core.Operations;

/// <summary>A message of a poison queue.</summary>
/// <param name="Queue">The queue that it failed on.</param>
/// <param name="Text">What it says.</param>
/// <param name="Id">Its id there.</param>
/// <param name="Receipt">What removes it.</param>
public sealed record PoisonMessage(string Queue, string Text, string Id, string Receipt);
