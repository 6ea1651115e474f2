namespace Dropship.ServiceBus.Settings;

/// <summary>The emulator cannot start or go on as it is told to.</summary>
/// <param name="problems">All that is wrong, a sentence each.</param>
internal sealed class ConfigurationException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
