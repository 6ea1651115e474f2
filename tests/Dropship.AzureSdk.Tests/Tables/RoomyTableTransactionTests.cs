namespace Dropship.AzureSdk.Tests.Tables;

/// <summary>The emulator as it is measured: its way with a batch is another one there.</summary>
public sealed class RoomyTableTransactionTests(RoomyAzuriteFixture azurite) : TransactionContract(azurite.ConnectionString), IClassFixture<RoomyAzuriteFixture>;
