using Microsoft.Extensions.Configuration;

namespace Dropship.AzureSdk.Host;

/// <summary>host.json, and over it the settings whose names begin with AzureFunctionsJobHost.</summary>
internal sealed class HostSettings
{
    private const string Overrides = "AzureFunctionsJobHost";

    private readonly IConfigurationRoot _root;

    /// <exception cref="InvalidDataException">host.json is missing, cannot be read, or is of another version than 2.0.</exception>
    public HostSettings(HostLocation location, IConfiguration app)
    {
        var path = Path.Combine(location.AppFolder, "host.json");
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{path} is missing. A function app has a host.json beside its program.");
        }

        try
        {
            _root = new ConfigurationBuilder()
                .AddJsonFile(path, optional: false, reloadOnChange: false)
                .AddInMemoryCollection(app.GetSection(Overrides).AsEnumerable(makePathsRelative: true).Where(o => o.Value is not null))
                .Build();
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{path} cannot be read: {exception.InnerException?.Message ?? exception.Message}", exception);
        }

        if (_root["version"] is not "2.0")
        {
            throw new InvalidDataException($"{path} must say \"version\": \"2.0\".");
        }
    }

    public IConfigurationSection Logging => _root.GetSection("logging");

    /// <summary>The section of one extension, such as <c>queues</c>.</summary>
    public IConfigurationSection Extension(string name) => _root.GetSection("extensions").GetSection(name);

    /// <summary>How long a call may take; null for ever.</summary>
    public TimeSpan? FunctionTimeout => _root.GetValue<string?>("functionTimeout") switch
    {
        null or "-1" => null,
        var text => TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>The functions that are to run; all when it is empty.</summary>
    public IReadOnlyList<string> Functions => [.. _root.GetSection("functions").GetChildren().Select(c => c.Value).OfType<string>()];
}
