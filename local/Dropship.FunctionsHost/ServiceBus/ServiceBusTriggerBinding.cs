using Azure.Messaging.ServiceBus;
using Microsoft.Azure.WebJobs.Host.Bindings;
using Microsoft.Azure.WebJobs.Host.Listeners;
using Microsoft.Azure.WebJobs.Host.Protocols;
using Microsoft.Azure.WebJobs.Host.Triggers;

namespace Dropship.FunctionsHost.ServiceBus;

/// <summary>Gives a function the body of a message as text, and what else there is to know of it as metadata.</summary>
internal sealed class ServiceBusTriggerBinding(string parameter, Func<ITriggeredFunctionExecutor, IListener> listen) : ITriggerBinding
{
    public Type TriggerValueType => typeof(ServiceBusReceivedMessage);

    public IReadOnlyDictionary<string, Type> BindingDataContract { get; } = new Dictionary<string, Type>();

    public Task<ITriggerData> BindAsync(object value, ValueBindingContext context)
    {
        var message = (ServiceBusReceivedMessage)value;
        var metadata = new Dictionary<string, object?>
        {
            ["MessageId"] = message.MessageId,
            ["SessionId"] = message.SessionId,
            ["DeliveryCount"] = message.DeliveryCount,
            ["EnqueuedTimeUtc"] = message.EnqueuedTime.UtcDateTime,
            ["SequenceNumber"] = message.SequenceNumber,
            ["ContentType"] = message.ContentType,
            ["CorrelationId"] = message.CorrelationId,
            ["Subject"] = message.Subject,
            ["ApplicationProperties"] = message.ApplicationProperties,
        };
        return Task.FromResult<ITriggerData>(new TriggerData(new Body(message.Body.ToString()), metadata));
    }

    public Task<IListener> CreateListenerAsync(ListenerFactoryContext context) => Task.FromResult(listen(context.Executor));

    public ParameterDescriptor ToParameterDescriptor() => new TriggerParameterDescriptor { Name = parameter };

    private sealed class Body(string text) : IValueProvider
    {
        public Type Type => typeof(string);

        public Task<object> GetValueAsync() => Task.FromResult<object>(text);

        // It goes to logs, where the body has no business.
        public string ToInvokeString() => string.Empty;
    }
}
