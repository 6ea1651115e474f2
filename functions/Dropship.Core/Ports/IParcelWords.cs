namespace Dropship.Core.Ports;

/// <summary>The words for the way of parcels that the connectors know.</summary>
public interface IParcelWords
{
    /// <summary>Whether a word is known.</summary>
    /// <param name="word">The word behind the name of its source, such as <c>1688 SIGN</c>.</param>
    bool Knows(string word);
}
