using System.Reflection;
using Dropship.Core.Ports;
using Dropship.Functions.Settings;
using Dropship.Functions.Tests.Support;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.Functions.Tests.Architecture;

/// <summary>A call reaches the orchestrations by the durable client among its parameters, and by nothing else.</summary>
public sealed class OrchestrationClientTests
{
    // Their classes reach the orchestrations, and these calls do not.
    private static readonly string[] s_without =
    [
        "ApprovalPage",
        "ApprovalPay",
        "ConfirmPurchaseOrder",
        "DeleteSkuMapping",
        "ForwarderLabel",
        "ForwarderPage",
        "ListOrders",
        "ListReconciliations",
        "ListSkuMappings",
        "OrderPage",
        "ReadOrder",
        "Reconcile",
        "ReportTrouble",
        "ResendOrder",
        "ResolveTrouble",
        "SaveSkuMapping",
        "StartReconciliation",
    ];

    [Fact]
    public void Each_function_that_may_wake_an_orchestration_has_the_client()
    {
        var services = new ServiceCollection();
        var configuration = GoodSettings.Of(GoodSettings.All());
        services.AddDropship(configuration, DropshipSettings.Read(configuration));
        var made = services
            .Where(service => service is { IsKeyedService: false, ImplementationType: not null })
            .ToLookup(service => service.ServiceType, service => service.ImplementationType!);

        var without =
            from type in SourceTree.Functions.GetTypes()
            where Reaches(type, made, [])
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            let function = method.GetCustomAttribute<FunctionAttribute>()
            where function is not null && method.GetParameters().All(parameter => parameter.ParameterType != typeof(DurableTaskClient))
            select function.Name;

        Assert.Equal(s_without, without.Order(StringComparer.Ordinal));
    }

    private static bool Reaches(Type type, ILookup<Type, Type> made, HashSet<Type> seen) =>
        seen.Add(type)
        && type.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => ItemOf(parameter.ParameterType))
            .Any(needed =>
                needed == typeof(IWorkflows) || needed == typeof(IFulfilmentWaker) || made[needed].Any(one => Reaches(one, made, seen))
            );

    private static Type ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>) ? type.GetGenericArguments()[0] : type;
}
