using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Dropship.AzureSdk.Host;

/// <summary>A function as the app sees it.</summary>
internal sealed class HostFunctionDefinition : FunctionDefinition
{
    public HostFunctionDefinition(FunctionDescriptor function)
    {
        Name = function.Name;
        EntryPoint = function.EntryPoint;
        PathToAssembly = function.Method.Module.FullyQualifiedName;
        Id = function.Name;
        Parameters = [.. function.Parameters.Select(p => new FunctionParameter(
            p.Name!, p.ParameterType, p.HasDefaultValue, p.HasDefaultValue ? p.DefaultValue : null, ImmutableDictionary<string, object>.Empty))];
        InputBindings = function.Parameters
            .Select(p => (Parameter: p, Binding: p.GetCustomAttribute<BindingAttribute>()))
            .Where(b => b.Binding is not null)
            .ToImmutableDictionary(
                b => b.Parameter.Name!, b => (BindingMetadata)new Binding(b.Parameter.Name!, TypeOf(b.Binding!)), StringComparer.OrdinalIgnoreCase);
    }

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override string PathToAssembly { get; }

    public override string EntryPoint { get; }

    public override string Id { get; }

    public override string Name { get; }

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } = ImmutableDictionary<string, BindingMetadata>.Empty;

    /// <summary>A binding's type as in function.json: <c>queueTrigger</c> for a QueueTriggerAttribute.</summary>
    public static string TypeOf(BindingAttribute binding)
    {
        var name = binding.GetType().Name;
        name = name.EndsWith("Attribute", StringComparison.Ordinal) ? name[..^"Attribute".Length] : name;
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private sealed class Binding(string name, string type) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => BindingDirection.In;
    }
}
