namespace Dropship.Core.Ports;

/// <summary>The platforms that this installation can talk to.</summary>
public interface IStorePlatforms
{
    IReadOnlyCollection<string> Names { get; }

    /// <summary>The platform of that name; null when there is none.</summary>
    IStorePlatform? Find(string name);
}
