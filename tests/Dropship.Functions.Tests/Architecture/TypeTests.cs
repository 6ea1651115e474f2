using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using Dropship.Functions.Tests.Support;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask;

namespace Dropship.Functions.Tests.Architecture;

/// <summary>What holds for every type of the app.</summary>
public sealed class TypeTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly IReadOnlyList<Type> s_types =
    [
        .. SourceTree.Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => !IsMadeByTheSdk(type)),
    ];

    [Fact]
    public void Nothing_static_can_change()
    {
        // A lambda's cache and the like: the compiler's, and never anybody's state.
        var fields = s_types
            .Where(type => !IsMadeByTheCompiler(type))
            .SelectMany(type => type.GetFields(Everything))
            .Where(field =>
                field.IsStatic && (!field.Name.StartsWith('<') || field.Name.EndsWith("k__BackingField", StringComparison.Ordinal))
            )
            .ToList();

        Findings.None(fields.Where(field => !field.IsInitOnly && !field.IsLiteral).Select(Describe));
        Findings.None(fields.Where(field => !field.IsPrivate && IsMutableCollection(field.FieldType)).Select(Describe));
        Findings.None(
            s_types
                .SelectMany(type => type.GetProperties(Everything))
                .Where(property =>
                    property.GetMethod is { IsStatic: true }
                    && (property.SetMethod is not null || IsMutableCollection(property.PropertyType))
                )
                .Select(Describe)
        );
    }

    [Fact]
    public void Asynchronous_work_can_be_given_up()
    {
        var methods = s_types
            .Where(type => !IsMadeByTheCompiler(type) && !typeof(Delegate).IsAssignableFrom(type))
            .SelectMany(type => type.GetMethods(Everything))
            .Where(method => (method.IsPublic || method.IsAssembly) && IsAsynchronous(method.ReturnType) && !method.Name.StartsWith('<'))
            .ToList();
        Assert.True(methods.Count > 150, $"Only {methods.Count} methods were looked at.");

        Findings.None(
            methods
                .Where(method =>
                    method.Name is not nameof(IAsyncDisposable.DisposeAsync) && !IsOrchestrator(method) && !IsMiddleware(method)
                )
                .Where(method => method.GetParameters().All(parameter => parameter.ParameterType != typeof(CancellationToken)))
                .Select(Describe)
        );
    }

    [Fact]
    public void Asynchronous_methods_say_so_in_their_names()
    {
        // Activities are named as the histories of running instances name them.
        Findings.None(
            s_types
                .Where(type => !IsMadeByTheCompiler(type) && !typeof(Delegate).IsAssignableFrom(type))
                .SelectMany(type => type.GetMethods(Everything))
                .Where(method =>
                    (method.IsPublic || method.IsAssembly)
                    && typeof(Task).IsAssignableFrom(method.ReturnType)
                    && !method.Name.StartsWith('<')
                )
                .Where(method =>
                    !method.Name.EndsWith("Async", StringComparison.Ordinal)
                    && method.GetParameters().All(parameter => parameter.GetCustomAttribute<ActivityTriggerAttribute>() is null)
                    && !IsMiddleware(method)
                )
                .Select(Describe)
        );
    }

    [Fact]
    public void Classes_are_sealed() =>
        Findings.None(
            s_types
                .Where(type =>
                    type is { IsClass: true, IsAbstract: false, IsSealed: false }
                    && type != SourceTree.Functions.EntryPoint!.DeclaringType
                    && !IsMadeByTheCompiler(type)
                    && !s_types.Any(other => other.BaseType == type)
                )
                .Select(type => type.FullName)
        );

    [Fact]
    public void Nobody_catches_what_he_does_not_know()
    {
        // A handler that takes anything would take bugs and the end of the process for bad luck.
        Findings.None(
            from type in s_types
            where !typeof(Exception).IsAssignableFrom(type)
            from method in type.GetMethods(Everything)
            let body = method.GetMethodBody()
            where body is not null
            from clause in body.ExceptionHandlingClauses
            where
                clause.Flags == ExceptionHandlingClauseOptions.Clause
                && clause.CatchType == typeof(Exception)
                && !IsStateMachineOf(type, method)
            select $"{type.FullName}.{method.Name}"
        );
    }

    // Each async method's state machine has one such clause, to hand the exception to the task.
    private static bool IsStateMachineOf(Type type, MethodInfo method) => method.Name == "MoveNext" && IsMadeByTheCompiler(type);

    private static bool IsOrchestrator(MethodInfo method) =>
        method.GetParameters().Any(parameter => parameter.ParameterType == typeof(TaskOrchestrationContext))
        || method
            .DeclaringType!.GetMethods(Everything)
            .Any(other => other.GetParameters().Any(parameter => parameter.IsDefined(typeof(OrchestrationTriggerAttribute))));

    // Its name and its parameters are the worker's.
    private static bool IsMiddleware(MethodInfo method) =>
        typeof(IFunctionsWorkerMiddleware).IsAssignableFrom(method.DeclaringType)
        && method.Name == nameof(IFunctionsWorkerMiddleware.Invoke);

    private static bool IsAsynchronous(Type type) =>
        typeof(Task).IsAssignableFrom(type)
        || type == typeof(ValueTask)
        || (
            type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(ValueTask<>) || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))
        );

    private static bool IsMutableCollection(Type type) =>
        type.IsArray
        || (
            type.IsGenericType
            && type.Namespace is "System.Collections.Generic" or "System.Collections.Concurrent"
            && type is { IsClass: true }
        )
        || (
            type.IsGenericType
            && (
                type.GetGenericTypeDefinition() == typeof(IList<>)
                || type.GetGenericTypeDefinition() == typeof(IDictionary<,>)
                || type.GetGenericTypeDefinition() == typeof(ICollection<>)
                || type.GetGenericTypeDefinition() == typeof(ISet<>)
            )
        );

    private static bool IsMadeByTheCompiler(Type? type) =>
        type is not null
        && (
            type.IsDefined(typeof(CompilerGeneratedAttribute), false)
            || type.Name.StartsWith('<')
            || IsMadeByTheCompiler(type.DeclaringType)
        );

    // The worker's Sdk hides from editors what it generates; nothing of the app's own is hidden.
    private static bool IsMadeByTheSdk(Type? type) =>
        type is not null
        && (
            type.GetCustomAttribute<EditorBrowsableAttribute>() is { State: EditorBrowsableState.Never }
            || IsMadeByTheSdk(type.DeclaringType)
        );

    private static string Describe(MemberInfo member) => $"{member.DeclaringType!.FullName}.{member.Name}";
}
