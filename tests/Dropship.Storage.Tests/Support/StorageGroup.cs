namespace Dropship.Storage.Tests.Support;

[CollectionDefinition(Name)]
public sealed class StorageGroup : ICollectionFixture<StorageFixture>
{
    public const string Name = "Storage";
}
