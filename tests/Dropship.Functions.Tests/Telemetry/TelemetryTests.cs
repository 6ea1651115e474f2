using System.Collections.Immutable;
using System.Diagnostics;
using Azure.Identity;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Functions.Telemetry;
using Dropship.Functions.Tests.Support;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Dropship.Functions.Tests.Telemetry;

/// <summary>Which trace a call of a function belongs to, and where telemetry is sent.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;
    private readonly string _invocation = Guid.NewGuid().ToString();

    public TelemetryTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == OrderTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (_ended)
                {
                    _ended.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("MapOrder", "queueTrigger", "QueueTrigger", "shop-one|1001", ActivityKind.Consumer)]
    [InlineData("StoreChange", "queueTrigger", "QueueTrigger", "shop-one|1001|2026-03-01T08:00:00.0000000+00:00", ActivityKind.Consumer)]
    [InlineData("PlacePurchaseOrder", "serviceBusTrigger", "MessageId", "KEY@1767225600000", ActivityKind.Consumer)]
    [InlineData("Approval", "activityTrigger", "instanceId", "KEY", ActivityKind.Internal)]
    [InlineData("CancelPurchaseOrder", "httpTrigger", "key", "KEY", ActivityKind.Server)]
    public async Task A_call_that_names_an_order_is_of_its_trace(
        string function,
        string trigger,
        string name,
        string value,
        ActivityKind kind
    )
    {
        var order = new OrderKey("shop-one", "1001");
        var purchase = PurchaseOrderKey.Create(order, "supplier", "digest", PurchasePurpose.Sale, 1);
        await InvokeAsync(Call(function, trigger, (name, value.Replace("KEY", purchase.Value, StringComparison.Ordinal))));

        var span = Assert.Single(Mine());
        Assert.Equal(
            (function, kind, OrderTraces.BeginningOf(order).TraceId, order.ToString()),
            (span.OperationName, span.Kind, span.TraceId, span.GetTagItem(OrderTraces.OrderTag))
        );
        Assert.Equal(
            value.Contains("KEY", StringComparison.Ordinal) ? purchase.Value : null,
            span.GetTagItem(OrderTraces.PurchaseOrderTag)
        );
    }

    [Fact]
    public async Task A_call_by_an_orders_address_is_of_its_trace_and_linked_with_the_hosts()
    {
        var host = new ActivityContext(
            ActivityTraceId.CreateRandom(),
            ActivitySpanId.CreateRandom(),
            ActivityTraceFlags.Recorded,
            isRemote: true
        );
        var call = Call("ReadOrder", "httpTrigger", ("accountId", "shop-one"), ("storeOrderId", "1001"));
        call.TraceContext.TraceParent.Returns($"00-{host.TraceId}-{host.SpanId}-01");
        await InvokeAsync(call);

        var span = Assert.Single(Mine());
        Assert.Equal(OrderTraces.BeginningOf(new OrderKey("shop-one", "1001")).TraceId, span.TraceId);
        Assert.Equal((host.TraceId, host.SpanId), (Assert.Single(span.Links).Context.TraceId, span.Links.Single().Context.SpanId));
    }

    [Theory]
    [InlineData("PullStore", "queueTrigger", "QueueTrigger", "shop-one")]
    [InlineData("SupplierChange", "queueTrigger", "QueueTrigger", "purchasing-one|2988000000000001")]
    [InlineData("WatchHeartbeats", "timerTrigger", "other", "value")]
    public async Task A_call_about_no_order_begins_a_trace_of_its_own(string function, string trigger, string name, string value)
    {
        using var around = new Activity("host").Start();
        await InvokeAsync(Call(function, trigger, (name, value)));

        var span = Assert.Single(Mine());
        Assert.NotEqual(around.TraceId, span.TraceId);
        Assert.Equal(default, span.ParentSpanId);
        Assert.Null(span.GetTagItem(OrderTraces.OrderTag));
        Assert.Same(around, Activity.Current);
    }

    [Fact]
    public async Task A_call_that_fails_tells_the_kind_of_failure_and_not_its_words()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            new TraceMiddleware().Invoke(
                Call("MapOrder", "queueTrigger", ("QueueTrigger", "shop-one|1001")),
                _ => throw new InvalidOperationException("Trần Thị Hồng is not in")
            )
        );

        var span = Assert.Single(Mine());
        Assert.Equal((ActivityStatusCode.Error, "InvalidOperationException"), (span.Status, span.StatusDescription));
    }

    [Fact]
    public void Orchestrators_are_left_out()
    {
        Assert.False(TraceMiddleware.IsTraced(Call("FulfilmentOrchestrator", "orchestrationTrigger")));
        Assert.True(TraceMiddleware.IsTraced(Call("Approval", "activityTrigger")));
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("http://127.0.0.1:4318", null, true)]
    [InlineData(null, "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://local.example/", true)]
    [InlineData(
        "http://127.0.0.1:4318",
        "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://local.example/",
        true
    )]
    public void Telemetry_is_sent_where_the_settings_say(string? otlp, string? insights, bool isSent)
    {
        var configuration = GoodSettings.Of(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                [TelemetryServiceCollectionExtensions.OtlpEndpoint] = otlp,
                [TelemetryServiceCollectionExtensions.InsightsConnection] = insights,
            }
        );
        using var services = new ServiceCollection().AddSingleton(configuration).AddDropshipTelemetry(configuration).BuildServiceProvider();

        Assert.Equal(
            (isSent, isSent),
            (services.GetService<TracerProvider>() is not null, services.GetService<MeterProvider>() is not null)
        );
    }

    [Fact]
    public void Application_Insights_is_told_by_the_identity_that_the_host_uses()
    {
        Assert.IsType<ManagedIdentityCredential>(
            TelemetryServiceCollectionExtensions.CredentialOf("ClientId=00000000-0000-0000-0000-000000000002;Authorization=AAD")
        );
        Assert.IsType<ManagedIdentityCredential>(TelemetryServiceCollectionExtensions.CredentialOf("Authorization=AAD"));
        Assert.Null(TelemetryServiceCollectionExtensions.CredentialOf(null));
        Assert.Null(TelemetryServiceCollectionExtensions.CredentialOf("Authorization=none"));
    }

    private static Task InvokeAsync(FunctionContext call) => new TraceMiddleware().Invoke(call, _ => Task.CompletedTask);

    private FunctionContext Call(string function, string trigger, params (string Name, string Value)[] data)
    {
        var binding = Substitute.For<BindingMetadata>();
        binding.Type.Returns(trigger);
        var definition = Substitute.For<FunctionDefinition>();
        definition.Name.Returns(function);
        definition.InputBindings.Returns(ImmutableDictionary<string, BindingMetadata>.Empty.Add("trigger", binding));
        var bindings = Substitute.For<BindingContext>();
        bindings.BindingData.Returns(data.ToDictionary(one => one.Name, one => (object?)one.Value, StringComparer.OrdinalIgnoreCase));
        var trace = Substitute.For<TraceContext>();
        trace.TraceParent.Returns(string.Empty);
        trace.TraceState.Returns(string.Empty);
        var call = Substitute.For<FunctionContext>();
        call.InvocationId.Returns(_invocation);
        call.FunctionDefinition.Returns(definition);
        call.BindingContext.Returns(bindings);
        call.TraceContext.Returns(trace);
        return call;
    }

    private List<Activity> Mine()
    {
        lock (_ended)
        {
            return [.. _ended.Where(span => span.GetTagItem("faas.invocation_id") as string == _invocation)];
        }
    }
}
