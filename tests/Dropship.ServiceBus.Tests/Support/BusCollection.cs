namespace Dropship.ServiceBus.Tests.Support;

[CollectionDefinition(BusFixture.Collection)]
public sealed class BusCollection : ICollectionFixture<BusFixture>;
