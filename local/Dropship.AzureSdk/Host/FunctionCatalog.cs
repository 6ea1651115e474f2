using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Dropship.AzureSdk.Host;

/// <summary>The functions of the app.</summary>
internal sealed class FunctionCatalog
{
    private readonly IConfiguration _configuration;
    private readonly HostSettings _settings;
    private readonly Dictionary<string, FunctionDescriptor> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="InvalidOperationException">Two functions share a name, or a method cannot be a function.</exception>
    public FunctionCatalog(IEnumerable<Type> types, IConfiguration configuration, HostSettings settings)
    {
        _configuration = configuration;
        _settings = settings;
        var methods = types
            .Where(t => t is { IsClass: true, ContainsGenericParameters: false })
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(m => (Method: m, Function: m.GetCustomAttribute<FunctionAttribute>()))
            .Where(m => m.Function is not null);
        foreach (var (method, attribute) in methods)
        {
            var function = new FunctionDescriptor(attribute!.Name, method);
            if (!_byName.TryAdd(function.Name, function))
            {
                throw new InvalidOperationException(
                    $"Two functions are named '{function.Name}': {_byName[function.Name].EntryPoint} and {function.EntryPoint}. Names ignore case and must differ.");
            }
        }

        Functions = [.. _byName.Values.OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>All of them by name, disabled ones too.</summary>
    public IReadOnlyList<FunctionDescriptor> Functions { get; }

    public FunctionDescriptor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Whether a setting (AzureWebJobs.&lt;name&gt;.Disabled, or with : or __ between) keeps its trigger from starting it.</summary>
    public bool IsDisabled(FunctionDescriptor function) =>
        IsTrue(_configuration[$"AzureWebJobs.{function.Name}.Disabled"])
        || IsTrue(_configuration[$"AzureWebJobs:{function.Name}:Disabled"])
        || (_settings.Functions is { Count: > 0 } only && !only.Contains(function.Name, StringComparer.OrdinalIgnoreCase));

    private static bool IsTrue(string? value) => value is "1" || (bool.TryParse(value, out var flag) && flag);
}
