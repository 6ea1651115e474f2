namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>What happens to an instance of a version that does not fit: it waits for a fitting worker, or fails.</summary>
internal enum VersionFailureStrategy
{
    Reject,
    Fail,
}
