using Dropship.FunctionsHost.Functions;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Host;

namespace Dropship.FunctionsHost.Hosting;

/// <summary>Gives the WebJobs SDK the one type that holds the functions, and its one instance.</summary>
internal sealed class FunctionTypes : ITypeLocator, IJobActivator
{
    private readonly Type _type;
    private readonly object _instance;

    public FunctionTypes(IReadOnlyList<FunctionDefinition> functions, FunctionInvoker invoker)
    {
        _type = FunctionTypeBuilder.Build(functions);
        var methods = (FunctionMethods)Activator.CreateInstance(_type)!;
        methods.Invoker = invoker;
        _instance = methods;
    }

    public IReadOnlyList<Type> GetTypes() => [_type];

    public T CreateInstance<T>() => (T)_instance;
}
