using Dropship.AzureSdk.Host;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a function app's program begins.</summary>
public class FunctionsApplication
{
    private FunctionsApplication()
    {
    }

    /// <summary>A builder with the configuration, logging and services that every app has.</summary>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args, HostLocation.OfProgram());

    internal static FunctionsApplicationBuilder CreateBuilder(string[] args, HostLocation location) => new(args, location);
}
