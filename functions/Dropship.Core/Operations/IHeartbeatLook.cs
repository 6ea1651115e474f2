namespace Dropship.Core.Operations;

/// <summary>Something that is looked at by time.</summary>
public interface IHeartbeatLook
{
    /// <summary>Looks, tells what needs a person, and closes what does not any more. May run any number of times.</summary>
    Task LookAsync(CancellationToken cancellationToken);
}
