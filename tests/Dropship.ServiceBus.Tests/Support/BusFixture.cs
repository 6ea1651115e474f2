using Azure.Messaging.ServiceBus;
using Dropship.Tooling;

namespace Dropship.ServiceBus.Tests.Support;

/// <summary>
/// A namespace for tests that only use the client: an emulator of their own, or the namespace that DROPSHIP_SERVICEBUS names, whose queues must be declared
/// as in servicebus.tests.json.
/// </summary>
public sealed class BusFixture : IAsyncLifetime
{
    public const string Collection = "bus";

    private readonly string _folder = Directory.CreateTempSubdirectory("bus-tests-").FullName;
    private ServiceBusEmulator? _emulator;

    public static string Config => Path.Combine(AppContext.BaseDirectory, "servicebus.tests.json");

    public string ConnectionString { get; private set; } = string.Empty;

    public ServiceBusClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("DROPSHIP_SERVICEBUS") is { Length: > 0 } given)
        {
            ConnectionString = given;
        }
        else
        {
            _emulator = await ServiceBusEmulator.StartAsync(Config, Path.Combine(_folder, "bus.db"));
            ConnectionString = _emulator.ConnectionString;
        }

        Client = Connect();
    }

    /// <summary>A client of its own.</summary>
    /// <param name="tryTimeout">How long one try of it lasts.</param>
    public ServiceBusClient Connect(TimeSpan? tryTimeout = null, int maxRetries = 3) => new(ConnectionString, Options(tryTimeout, maxRetries));

    public static ServiceBusClientOptions Options(TimeSpan? tryTimeout = null, int maxRetries = 3) =>
        new() { RetryOptions = { TryTimeout = tryTimeout ?? TimeSpan.FromSeconds(30), MaxRetries = maxRetries, Delay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromSeconds(1) } };

    public async Task DisposeAsync()
    {
        await Client.DisposeAsync();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
