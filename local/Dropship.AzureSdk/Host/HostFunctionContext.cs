using System.Collections;
using System.Diagnostics;
using Dropship.AzureSdk.Host.Triggers;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.AzureSdk.Host;

/// <summary>One call, as the app and its middleware see it.</summary>
internal sealed class HostFunctionContext(FunctionDescriptor function, FunctionInvocation invocation, IServiceProvider services, CancellationToken cancellationToken)
    : FunctionContext
{
    public FunctionDescriptor Function => function;

    public FunctionInvocation Invocation => invocation;

    /// <summary>What the function returned, awaited.</summary>
    public object? ReturnValue { get; set; }

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => function.Definition.Id;

    public override TraceContext TraceContext { get; } = new Trace(Activity.Current);

    public override BindingContext BindingContext { get; } = new Bindings(invocation.Metadata);

    public override RetryContext RetryContext { get; } = new FirstTry();

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition => function.Definition;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new FeatureSet();

    public override CancellationToken CancellationToken => cancellationToken;

    private sealed class Trace(Activity? activity) : TraceContext
    {
        public override string TraceParent { get; } = activity?.Id ?? string.Empty;

        public override string TraceState { get; } = activity?.TraceStateString ?? string.Empty;
    }

    private sealed class Bindings(IReadOnlyDictionary<string, object?> metadata) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } = metadata is Dictionary<string, object?> named && named.Comparer.Equals(StringComparer.OrdinalIgnoreCase)
            ? named
            : new Dictionary<string, object?>(metadata, StringComparer.OrdinalIgnoreCase);
    }

    private sealed class FirstTry : RetryContext
    {
        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }

    private sealed class FeatureSet : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> _features = [];

        public void Set<T>(T instance) => _features[typeof(T)] = instance!;

        public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
