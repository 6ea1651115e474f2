namespace Dropship.Core.Ports;

/// <summary>The kinds of forwarders that are installed.</summary>
public interface IForwarders
{
    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>The kind of a name; null when it is not installed.</summary>
    IForwarder? Find(string kind);
}
