namespace Dropship.AzureSdk.Tests.Tables;

[Collection(AzuriteGroup.Name)]
public sealed class TableTransactionTests(AzuriteFixture azurite) : TransactionContract(azurite.ConnectionString);
