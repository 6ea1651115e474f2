using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace Dropship.FunctionsHost.TestApp;

/// <summary>Tells the host one function with a trigger of that type, instead of those that are there.</summary>
/// <param name="type">The type of the trigger.</param>
public sealed class ExtraFunction(string type) : IFunctionMetadataProvider
{
    public Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory) =>
        Task.FromResult<ImmutableArray<IFunctionMetadata>>([
            new DefaultFunctionMetadata
            {
                Name = "Extra",
                Language = "dotnet-isolated",
                EntryPoint = "Dropship.FunctionsHost.TestApp.HttpFunctions.Rest",
                ScriptFile = "Dropship.FunctionsHost.TestApp.dll",
                RawBindings = [$$"""{"name":"request","type":"{{type}}","direction":"In"}"""],
            },
        ]);
}
