using Azure.Messaging.ServiceBus;
using Dropship.Tooling;

namespace Dropship.ServiceBus.Tests.Support;

/// <summary>
/// A namespace for tests that only use the client: an emulator of their own, or the namespace that DROPSHIP_SERVICEBUS names, whose queues
/// must be declared as in servicebus.tests.json and be empty.
/// </summary>
public sealed class BusFixture : IAsyncLifetime
{
    private readonly DataFolder _folder = new();
    private ServiceBusEmulator? _emulator;

    public string ConnectionString { get; private set; } = string.Empty;

    public ServiceBusClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        ConnectionString = Environment.GetEnvironmentVariable("DROPSHIP_SERVICEBUS") ?? string.Empty;
        if (ConnectionString.Length == 0)
        {
            _emulator = await ServiceBusEmulator.StartAsync(DataFolder.Config("servicebus.tests.json"), _folder.Data);
            ConnectionString = _emulator.ConnectionString;
        }

        Client = Connect();
    }

    /// <summary>A client of its own.</summary>
    /// <param name="tryTimeout">How long one try of it lasts; long when null.</param>
    public ServiceBusClient Connect(TimeSpan? tryTimeout = null) => new(ConnectionString, Clients.Options(tryTimeout));

    public async Task DisposeAsync()
    {
        await Client.DisposeAsync();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }

        _folder.Dispose();
    }
}
