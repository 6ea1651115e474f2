namespace Dropship.Repository.Tests.Support;

[CollectionDefinition(Name)]
public sealed class InfrastructureGroup : ICollectionFixture<Infrastructure>
{
    public const string Name = "Infrastructure";
}
