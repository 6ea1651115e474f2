using System.Globalization;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>What runs the function app: the local flavour by itself, or the Functions host on the published official flavour.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments, unquoted.</param>
/// <param name="Folder">Where it runs.</param>
/// <param name="Settings">Settings that differ from those of the local flavour; a null value takes one away.</param>
internal sealed record AppProgram(string FileName, IReadOnlyList<string> Arguments, string Folder, IReadOnlyDictionary<string, string?> Settings)
{
    /// <summary>Which host is wanted: nothing or <c>local</c>, or <c>func</c> for Azure Functions Core Tools.</summary>
    public const string HostVariable = "DROPSHIP_HOST";

    /// <summary>The folder that the official flavour was published to; <c>artifacts/official</c> of the checkout when not given.</summary>
    public const string PublishedVariable = "DROPSHIP_PUBLISHED";

    /// <summary>The connection string of the Service Bus emulator or of a namespace; the emulator's standard one when not given.</summary>
    public const string ServiceBusVariable = "DROPSHIP_SERVICEBUS";

    private const string Emulator = "Endpoint=sb://127.0.0.1;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;";

    /// <summary>Reads the choice from the environment.</summary>
    /// <exception cref="ToolException">The host is not known, or what it should run was not built.</exception>
    public static AppProgram Choose(Uri address, Func<string, string?> variable) => variable(HostVariable) switch
    {
        null or "" or "local" => new AppProgram("dotnet", [Programs.Functions], Path.GetDirectoryName(Programs.Functions)!, new Dictionary<string, string?>(StringComparer.Ordinal)),
        "func" => Func(address, variable),
        var other => throw new ToolException($"{HostVariable} is '{other}'; it must be local or func."),
    };

    private static AppProgram Func(Uri address, Func<string, string?> variable)
    {
        var folder = variable(PublishedVariable) is { Length: > 0 } given ? Path.GetFullPath(given) : Path.Combine(RepositoryRoot.Find(), "artifacts", "official");
        if (!File.Exists(Path.Combine(folder, "host.json")))
        {
            throw new ToolException($"{folder} holds no published app. Run 'dotnet publish functions/Dropship.Functions -c Release -p:AzureSdk=Official -o {folder}' first.");
        }

        return new AppProgram("func", ["start", "--no-build", "--port", address.Port.ToString(CultureInfo.InvariantCulture)], folder, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            ["ServiceBusConnection"] = variable(ServiceBusVariable) is { Length: > 0 } connection ? connection : Emulator,

            // The host hands the worker its own address, and its queues have no lease to set.
            ["ASPNETCORE_URLS"] = null,
            ["AzureFunctionsJobHost__extensions__queues__leaseDuration"] = null,
        });
    }
}
