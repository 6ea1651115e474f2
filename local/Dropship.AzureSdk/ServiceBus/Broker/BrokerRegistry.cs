namespace Dropship.AzureSdk.ServiceBus;

/// <summary>
/// The brokers of this process. Clients are made from a connection string alone, as with the official package, so two of
/// them that name one namespace can only meet here.
/// </summary>
internal sealed class BrokerRegistry
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Uri Account, string Namespace), Entry> _entries = [];

    /// <summary>The one of the process.</summary>
    public static BrokerRegistry Shared { get; } = new();

    /// <summary>A share in a broker, which opens at first use and closes with its last share.</summary>
    public BrokerReference Refer(BrokerSettings settings)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(settings.Key, out var entry))
            {
                _entries[settings.Key] = entry = new Entry(settings);
            }

            entry.References++;
            return new BrokerReference(this, entry);
        }
    }

    internal async Task ReleaseAsync(Entry entry)
    {
        lock (_lock)
        {
            if (--entry.References > 0)
            {
                return;
            }

            _entries.Remove(entry.Settings.Key);
        }

        using (entry)
        {
            await entry.CloseAsync();
        }
    }

    internal sealed class Entry(BrokerSettings settings) : IDisposable
    {
        private readonly SemaphoreSlim _opening = new(1);
        private ServiceBusBroker? _broker;

        public BrokerSettings Settings => settings;

        public int References { get; set; }

        public ServiceBusBroker? Broker => _broker;

        public async Task<ServiceBusBroker> OpenAsync(CancellationToken cancellationToken)
        {
            await _opening.WaitAsync(cancellationToken);
            try
            {
                return _broker ??= await ServiceBusBroker.OpenAsync(settings, TimeProvider.System, cancellationToken);
            }
            finally
            {
                _opening.Release();
            }
        }

        public void Dispose() => _opening.Dispose();

        public async Task CloseAsync()
        {
            await _opening.WaitAsync();
            try
            {
                if (_broker is { } broker)
                {
                    await broker.DisposeAsync();
                }
            }
            finally
            {
                _opening.Release();
            }
        }
    }
}
