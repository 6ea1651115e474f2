namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>Which instances a worker of the hub's default version takes (host.json versionMatchStrategy).</summary>
internal enum VersionMatchStrategy
{
    None,
    Strict,
    CurrentOrOlder,
}
